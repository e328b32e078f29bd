import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backup, restore } from './backup.ts'
import { inData } from './places.ts'
import { Refusal, giveUp } from './refusal.ts'

const help = `Saves and restores all rows of the database: consistent, checksummed, exact; between machines and Postgres versions.

  npm run db:backup -- [--to folder]              default: .data/backups/<time>
  npm run db:restore -- --from folder [--replace]

The database is DATABASE_OWNER_URL's, or the embedded one. Restoring needs a superuser and the schema of the same version
(check that version out, run npm run db:migrate first). Uploaded files are not in it: copy the folder of FILES_URL beside it.
For databases of many gigabytes use pg_dump or continuous archiving.`

async function main(): Promise<void> {
  const [what, ...rest] = process.argv.slice(2)
  const { values } = parseArgs({
    args: rest,
    options: {
      to: { type: 'string' },
      from: { type: 'string' },
      replace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void console.log(help)
  const { DATABASE_OWNER_URL: ownerUrl } = process.env
  if (!ownerUrl) throw new Refusal('DATABASE_OWNER_URL is not set: a backup has to see every row.')
  if (what === 'backup') {
    const folder = resolve(values.to ?? join(inData('backups'), new Date().toISOString().replaceAll(/[:.]/g, '-')))
    const { tables } = await backup(ownerUrl, folder)
    console.log(`Saved ${count(tables)} to ${folder}`)
  } else {
    if (values.from === undefined) throw new Refusal(help)
    const { tables, takenAt } = await restore(ownerUrl, resolve(values.from), values.replace)
    console.log(`Restored ${count(tables)}, taken at ${takenAt}`)
  }
}

const count = (tables: { rows: number }[]) => `${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables`

main().catch(giveUp)
