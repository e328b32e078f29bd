import { connect } from '@edurise/db'
import { enqueuer } from '@edurise/jobs'
import { PgBoss } from 'pg-boss'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../config.ts'
import { provePayments, RunUnderWay } from '../features/reconciliation/index.ts'
import { transferGateway } from '../features/transfers/index.ts'
import { ProviderSilent } from '../gateways/gateway.ts'
import { openGateways } from '../open-gateways.ts'
import { createLog } from '../log.ts'

const help = `Compares the provider's list with payments, grants, ledger and papers; heals what one more look can heal.

  --days N   how far back payments are compared (35)

Ends with 1 when a difference is left that it cannot explain, with 2 when a provider does not answer or a comparison is under way.`

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { days: { type: 'string', default: '35' }, help: { type: 'boolean' } } })
  const days = Number(values.days)
  if (values.help) return console.log(help)
  if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new ConfigError('--days takes a whole number from 1 to 3650')

  const config = readConfig(process.env)
  const db = connect(config.database.url, { max: 4, named: config.database.named, applicationName: 'edurise-verify' })
  const platformDb = connect(config.database.platformUrl, { max: 2, named: config.database.named, applicationName: 'edurise-verify' })
  const boss = new PgBoss({
    connectionString: config.database.url,
    schema: 'pgboss',
    max: 1,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  })
  await boss.start()
  try {
    const since = new Date(Date.now() - days * 24 * 3_600_000)
    const log = createLog({ ...config, logLevel: 'silent' })
    const now = () => new Date()
    const enqueue = enqueuer(boss)
    const { checked, differences } = await provePayments(
      {
        config,
        db,
        platformDb,
        enqueue,
        gateways: openGateways(config, { now, log, bankTransfer: transferGateway({ db, platformDb, enqueue, now }) }),
        now,
        log,
      },
      since,
    )
    for (const { what, ref, healed } of differences) console.log(`${healed ? 'healed  ' : 'DIFFERS '} ${ref}  ${what}`)
    const unexplained = differences.filter(({ healed }) => !healed).length
    console.log(`${checked} payments compared, ${differences.length - unexplained} differences healed, ${unexplained} unexplained`)
    if (unexplained) process.exitCode = 1
  } finally {
    await boss.stop({ graceful: false })
    await Promise.all([db.close(), platformDb.close()])
  }
}

try {
  await main()
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message)
  else if (error instanceof RunUnderWay) console.error(`${error.message}: nothing was compared.`)
  else if (error instanceof ProviderSilent) console.error('The provider does not answer: nothing was compared.')
  else throw error
  process.exitCode = error instanceof ProviderSilent || error instanceof RunUnderWay ? 2 : 1
}
