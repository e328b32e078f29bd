import type { Language, PersonId, Role, TenantId } from '@edurise/contracts'
import { inTenant, newId, type Db } from '@edurise/db'
import { sql } from 'kysely'

export interface DemoPerson {
  name: string
  email: string
  locale: Language
  /** Of their password; who has none cannot sign in. */
  passwordHash?: string
}

/** The person with this address, made when there is none. */
export async function ensurePerson(owner: Db, { name, email, locale, passwordHash }: DemoPerson): Promise<PersonId> {
  const { rows } = await sql<{ id: PersonId }>`
    insert into auth.users (id, name, email, email_verified, locale) values (${newId<PersonId>()}, ${name}, ${email}, true, ${locale})
    on conflict (email) do update set name = excluded.name returning id`.execute(owner.open)
  const [person] = rows
  if (!person) throw new Error(`no account for ${email}`)
  if (passwordHash) {
    await sql`
      insert into auth.accounts (id, user_id, provider_id, account_id, password) values (${newId<string>()}, ${person.id}, 'credential', ${person.id}, ${passwordHash})
      on conflict (provider_id, account_id) do nothing`.execute(owner.open)
  }
  return person.id
}

export async function ensureMembership(owner: Db, tenantId: TenantId, personId: PersonId, role: Role): Promise<void> {
  await inTenant(owner, tenantId, (trx) =>
    trx
      .insertInto('memberships')
      .values({ tenant_id: tenantId, person_id: personId, role })
      .onConflict((known) => known.columns(['tenant_id', 'person_id']).doNothing())
      .execute(),
  )
}

export async function ensurePlatformAdmin(owner: Db, personId: PersonId): Promise<void> {
  await owner.open
    .insertInto('platform_admins')
    .values({ person_id: personId })
    .onConflict((known) => known.column('person_id').doNothing())
    .execute()
}
