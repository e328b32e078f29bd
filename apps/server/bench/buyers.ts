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

/** People with a session each, made without passwords: signing in is not what is measured. */
export async function makeBuyers({ env, database }: BenchWorld, count: number): Promise<Buyer[]> {
  const config = readConfig(env)
  const log = pino({ level: 'fatal' })
  const pool = openAuthPool(config.database.authUrl, () => {})
  const listener = await startListener(config.database.directUrl, log)
  const routes = createRoutes({ db: database.app, listener, publicUrl: config.publicUrl })
  const people = openPeople({ pool, listener, routes, config, log, sendAccountMail: () => Promise.resolve() })
  const buyers: Buyer[] = []
  for (let number = 1; number <= count; number++) {
    const email = `buyer-${number}@example.org`
    const id = await people.createPerson({ email, name: `Buyer ${number}`, locale: 'en', verified: true })
    const { cookie } = await people.accounts.openSession(id)
    buyers.push({ id, email, cookie })
  }
  await people.close()
  await listener.close()
  await pool.end()
  return buyers
}
