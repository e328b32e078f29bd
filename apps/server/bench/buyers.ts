import type { PersonId } from '@edurise/contracts'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { openAuthPool, openPeople } from '../src/features/people/index.ts'
import { startListener } from '../src/listener.ts'
import { createRoutes } from '../src/routes-of-tenants.ts'
import type { BenchWorld } from './world.ts'

export interface Buyer {
  id: PersonId
  email: string
  cookie: string
}

type People = ReturnType<typeof openPeople>

/** The people feature in this process, beside the server's own: signing in is not what is measured. */
export async function withPeople<T>({ env, database }: BenchWorld, work: (people: People) => Promise<T>): Promise<T> {
  const config = readConfig(env)
  const log = pino({ level: 'fatal' })
  const pool = openAuthPool(config.database.authUrl, () => {})
  const listener = startListener(config.database.directUrl, log)
  const routes = createRoutes({ db: database.app, listener, publicUrl: config.publicUrl })
  const people = openPeople({ pool, listener, routes, config, log, sendAccountMail: () => Promise.resolve() })
  try {
    return await work(people)
  } finally {
    await people.close()
    await listener.close()
    await pool.end()
  }
}

/** People without passwords, with a session each. */
export function makeBuyers(world: BenchWorld, count: number): Promise<Buyer[]> {
  return withPeople(world, async ({ createPerson, accounts }) => {
    const buyers: Buyer[] = []
    for (let number = 1; number <= count; number++) {
      const email = `buyer-${number}@example.org`
      const id = await createPerson({ email, name: `Buyer ${number}`, locale: 'en', verified: true })
      buyers.push({ id, email, ...(await accounts.openSession(id)) })
    }
    return buyers
  })
}

/** A session for each of these people. */
export function openSessions(world: BenchWorld, people: readonly PersonId[]): Promise<{ id: PersonId; cookie: string }[]> {
  return withPeople(world, async ({ accounts }) => {
    const sessions: { id: PersonId; cookie: string }[] = []
    for (const id of people) sessions.push({ id, ...(await accounts.openSession(id)) })
    return sessions
  })
}
