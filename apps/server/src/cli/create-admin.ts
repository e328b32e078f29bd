import { connect } from '@edurise/db'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ConfigError, readConfig } from '../config.ts'
import { giveRole, openAuthPool, openPeople } from '../features/people/index.ts'
import { findTenantBySlug } from '../features/tenants/index.ts'
import { startListener } from '../listener.ts'
import { createLog } from '../log.ts'
import { createRoutes } from '../routes-of-tenants.ts'

const help = `Gives somebody a role, and prints an address at which they choose a password: once, within a week.
Somebody who has an account keeps it; the address lets them choose a new password.

  --email ADDRESS   of the person (required)
  --name NAME       of the person (required for a new account)
  --tenant SLUG     where they get the role
  --role ROLE       admin (as long as nothing else is said) or teacher
  --platform        makes them one of the platform's own staff instead; needs DATABASE_OWNER_URL
  --language CODE   of the page behind the address: en, ar or so (en)`

const Options = z.object({
  email: z.email().toLowerCase(),
  name: z.string().trim().min(1).max(100).optional(),
  tenant: z.string().optional(),
  role: z.enum(['admin', 'teacher']).default('admin'),
  platform: z.boolean().default(false),
  language: z.enum(['en', 'ar', 'so']).default('en'),
})

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  const { values } = parseArgs({ options: { email: text, name: text, tenant: text, role: text, platform: yes, language: text, help: yes } })
  if (values.help) return console.log(help)
  const options = Options.safeParse(values)
  if (!options.success)
    throw new ConfigError(`${options.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n')}\n\n${help}`)
  await createAdmin(options.data)
}

async function createAdmin({ email, name, tenant: slug, role, platform, language: locale }: z.output<typeof Options>): Promise<void> {
  if ((slug === undefined) !== platform) throw new ConfigError(`Either --tenant or --platform says where.\n\n${help}`)
  const { DATABASE_OWNER_URL: ownerUrl } = process.env
  if (platform && !ownerUrl)
    throw new ConfigError("The platform's staff is named with the owner's address of the database: DATABASE_OWNER_URL is missing.")

  const config = readConfig({ ...process.env, LOG_LEVEL: 'error' })
  const log = createLog(config)
  const db = connect(config.database.url, { max: 2, applicationName: 'edurise-admin' })
  const owner = platform && ownerUrl ? connect(ownerUrl, { max: 1, applicationName: 'edurise-admin' }) : null
  const pool = openAuthPool(config.database.authUrl, (error) => log.warn({ err: error }, 'an idle connection broke'))
  const listener = startListener(config.database.directUrl, log)
  const routes = createRoutes({ db, listener, publicUrl: config.publicUrl })
  const people = openPeople({ pool, listener, routes, config, log, sendAccountMail: () => Promise.resolve() })
  try {
    const tenant = slug === undefined ? null : await findTenantBySlug(db.open, slug)
    if (tenant === undefined) throw new ConfigError(`There is no tenant ${slug}.`)
    const known = await people.findPerson(email)
    if (!known && name === undefined) throw new ConfigError('--name is missing: nobody has an account with this address yet.')
    const id = known?.id ?? (await people.createPerson({ email, name: name ?? '', locale }))
    if (tenant) await giveRole(db, tenant.id, id, role, new Date())
    await owner?.open
      .insertInto('platform_admins')
      .values({ person_id: id })
      .onConflict((conflict) => conflict.column('person_id').doNothing())
      .execute()
    const link = await people.passwordLink({ id, locale })
    console.log(
      `${email} is ${tenant ? `${role} of ${tenant.name}` : "one of the platform's staff"}.\nTo choose a password, once, within a week:\n${link}`,
    )
  } finally {
    await people.close()
    await Promise.all([listener.close(), pool.end(), db.close(), owner?.close()])
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || (error instanceof TypeError && 'code' in error) ? error.message : error)
  process.exitCode = 1
})
