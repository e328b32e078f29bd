import type { Language, PersonId, Role, TenantId } from '@edurise/contracts'
import { inTenant, type Db } from '@edurise/db'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import type { Routes } from '../../context.ts'
import type { Listener } from '../../listener.ts'
import { PeopleAccounts } from './accounts.ts'
import { linkSeconds } from './auth/library.ts'
import { userByEmail } from './auth/queries.ts'
import { createPerson, type NewPerson } from './create-person.ts'
import { Credentials, type SendAccountMail } from './credentials.ts'
import { putMembership } from './queries.ts'
import { authRoutes } from './routes.ts'

export { openAuthPool } from './auth/queries.ts'
export type { NewPerson } from './create-person.ts'
export { hasPerson, listAdmins } from './queries.ts'
export type { AccountMail, SendAccountMail } from './credentials.ts'

export interface PeopleOptions {
  /** Of `openAuthPool`; closed by whoever opened it. */
  pool: pg.Pool
  listener: Listener
  routes: Routes
  config: Pick<Config, 'authSecret' | 'publicUrl' | 'limits'>
  sendAccountMail: SendAccountMail
  log: Logger
  now?: () => Date
}

/** Everything about accounts that the rest of the server holds on to. */
export interface People {
  /** Platform's `accounts`; `openSession` answers a cookie for a person whose right to it was proven elsewhere. */
  accounts: PeopleAccounts
  /** Fastify plugin; register it with the prefix `/api/v1/auth`. */
  routes: (app: FastifyInstance) => Promise<void>
  /** Makes a person without limits and mails. Without a password nobody can sign in until one is chosen through `passwordLink`. */
  createPerson: (person: NewPerson) => Promise<PersonId>
  /** An address at which the person chooses a password, once, within a week. */
  passwordLink: (person: { id: PersonId; locale: Language }) => Promise<string>
  /** The person with this address. */
  findPerson: (email: string) => Promise<{ id: PersonId } | undefined>
  close: () => Promise<void>
}

/** Makes somebody a member with this role; whoever is one already gets it instead of theirs. */
export function giveRole(db: Db, tenantId: TenantId, personId: PersonId, role: Role, at: Date): Promise<void> {
  return inTenant(db, tenantId, (trx) => putMembership(trx, tenantId, personId, role, at))
}

export function openPeople({ pool, listener, routes, config, sendAccountMail, log, now }: PeopleOptions): People {
  const { authSecret: secret, publicUrl, limits } = config
  const accounts = new PeopleAccounts({ pool, listener, secret, publicUrl, log, ...(now && { now }) })
  const credentials = new Credentials({ accounts, pool, limits, secret, sendAccountMail, log })
  return {
    accounts,
    routes: authRoutes({ accounts, credentials, routes, publicUrl }),
    createPerson: (person) => createPerson(accounts, person),
    passwordLink: (person) => credentials.passwordLink(person, publicUrl.origin, linkSeconds.invite),
    findPerson: (email) => userByEmail(accounts.db, email.toLowerCase()),
    async close() {
      await credentials.close()
      await accounts.close()
    },
  }
}
