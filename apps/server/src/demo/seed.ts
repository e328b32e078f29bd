import { parseArgs } from 'node:util'
import { connect } from '@edurise/db'
import { filesOnDisk } from '../gateways/files-on-disk.ts'
import { NotTheDemo, seedDemo } from './demo.ts'
import { seedScale } from './scale.ts'

const help = `Fills a database with the demo: two tenants, their courses, and accounts to look at them with.

  npm run db:seed                    the demo, into the embedded database
    -- --demo                        the same into a database of your own (DATABASE_OWNER_URL), if it is empty
    -- --scale N                     besides, N generated courses and ten times as many enrolments

  DATABASE_OWNER_URL   address with the role that owns the schema (required)
  FILES_URL            where pictures and films are kept (required)
  AUTH_SECRET          as the server has it (required)`

const { values: flags } = parseArgs({
  options: { demo: { type: 'boolean', default: false }, scale: { type: 'string' }, help: { type: 'boolean', default: false } },
})
const { DATABASE_OWNER_URL: ownerUrl, FILES_URL: filesUrl, AUTH_SECRET: authSecret, EMBEDDED: embedded } = process.env
const scale = Number(flags.scale ?? 0)

function refuse(reason: string): void {
  console.error(reason)
  process.exitCode = 1
}

async function seed(url: string, files: string, secret: string): Promise<void> {
  const owner = connect(url, { max: 4, applicationName: 'edurise-seed' })
  try {
    await seedDemo({ owner, files: filesOnDisk({ filesUrl: files, authSecret: secret }), now: new Date(), say: console.log })
    if (scale > 0) await seedScale(owner, scale, console.log)
    console.log('the demo is there')
  } catch (error) {
    if (!(error instanceof NotTheDemo)) throw error
    refuse(error.message)
  } finally {
    await owner.close()
  }
}

if (flags.help) console.log(help)
else if (!ownerUrl || !filesUrl || !authSecret || !Number.isInteger(scale) || scale < 0) refuse(help)
else if (embedded !== '1' && !flags.demo)
  refuse('This is not the embedded database. With --demo the demo is put into it all the same, if it is empty.')
else await seed(ownerUrl, filesUrl, authSecret)
