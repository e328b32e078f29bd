import { parseArgs } from 'node:util'
import { join, resolve } from 'node:path'
import { findPostgres, startPostgres } from './postgres.ts'

const help = `Keeps one throw-away Postgres for development and tests running on its own (no fsync, no password, 127.0.0.1 only).

  node packages/tooling/src/postgres-cli.ts up [--dir .data/shared] [--port 54329]
  node packages/tooling/src/postgres-cli.ts url | down [--dir .data/shared]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: '.data/shared' },
    port: { type: 'string', default: '54329' },
    help: { type: 'boolean', default: false },
  },
})
const folder = resolve(values.dir)
const stateFile = join(folder, 'postgres.json')

if (positionals[0] === 'up' && !values.help) {
  const settings = { max_connections: 300, shared_buffers: '256MB' }
  const postgres = await startPostgres({
    dataDir: join(folder, 'data'),
    stateFile,
    port: Number(values.port),
    durable: false,
    auth: 'trust',
    settings,
  })
  console.log(`${postgres.adopted ? 'already up' : 'up'}: postgres://postgres@127.0.0.1:${postgres.port}/postgres`)
} else if (positionals[0] === 'down' && !values.help) {
  const postgres = await findPostgres(stateFile)
  await postgres?.stop()
  console.log(postgres === undefined ? 'was not running' : 'down')
} else if (positionals[0] === 'url' && !values.help) {
  const postgres = await findPostgres(stateFile)
  if (postgres === undefined) process.exitCode = 1
  else console.log(`postgres://postgres@127.0.0.1:${postgres.port}/postgres`)
} else {
  console.log(help)
  process.exitCode = values.help ? 0 : 2
}
