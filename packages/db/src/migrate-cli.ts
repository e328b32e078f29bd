import { migrate } from './migrate.ts'
import { ensureRoles } from './roles.ts'

const help = `Brings the database up to this version.

  DATABASE_OWNER_URL   address with the role that owns the schema (required)
  DATABASE_URL         address the server will use; its password is given to the server's roles (required)`

const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: url } = process.env
if (process.argv.includes('--help')) {
  console.log(help)
} else if (!ownerUrl || !url) {
  console.error(help)
  process.exitCode = 1
} else {
  await ensureRoles(ownerUrl, decodeURIComponent(new URL(url).password))
  const ran = await migrate(ownerUrl)
  console.log(ran.length ? ran.map((name) => `migrated ${name}`).join('\n') : 'the database is up to date')
}
