import { constants, setPriority } from 'node:os'
import { connect } from '@edurise/db'
import { enqueuer } from '@edurise/jobs'
import { PgBoss } from 'pg-boss'
import { ConfigError, readConfig, type Config } from './config.ts'
import type { Platform } from './context.ts'
import { forgetListings } from './features/marketplace/index.ts'
import { sendAccountMail } from './features/notifications/index.ts'
import { openAuthPool, openPeople } from './features/people/index.ts'
import { transferGateway } from './features/transfers/index.ts'
import { filesOnDisk } from './gateways/files-on-disk.ts'
import { smtpMailer } from './gateways/smtp.ts'
import { createReadiness, missingMigrations, tooMightyRole } from './health.ts'
import { createHttp, createOperations, listen } from './http.ts'
import { createLimits } from './limits.ts'
import { startListener } from './listener.ts'
import { createLog, logJob } from './log.ts'
import { createMetrics } from './metrics.ts'
import { openGateways } from './open-gateways.ts'
import { openPages } from './pages/pages.ts'
import { createRights } from './rights.ts'
import { createRoutes } from './routes-of-tenants.ts'
import { endGracefully, type Ending } from './shutdown.ts'
import { ensureQueues, startWorker } from './worker.ts'

/** A database that must not be served: said in one sentence, without a stack. */
class Unservable extends Error {
  override readonly name = 'Unservable'
}

function settings(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

const config = settings()
const log = createLog(config)
const now = () => new Date()
const endings: Ending[] = []
const endWith = endGracefully(log, () => endings.toReversed())

async function main(): Promise<void> {
  const { database, role } = config
  const works = role !== 'web'
  // Where both share a machine, whoever answers people goes first: work that waits in the queue can wait a moment longer.
  if (role === 'worker') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const idle = (pool: string) => (error: Error) => log.warn({ err: error, pool }, 'an idle connection broke')
  const metrics = createMetrics({ app: () => db, platform: () => platformDb }, now)
  const db = connect(database.url, {
    max: database.pool,
    named: database.named,
    applicationName: 'edurise',
    onStatement: metrics.statement,
    onIdleError: idle('app'),
  })
  const platformDb = connect(database.platformUrl, {
    max: 3,
    named: database.named,
    applicationName: 'edurise-platform',
    onIdleError: idle('platform'),
  })
  const authPool = openAuthPool(database.authUrl, idle('auth'))
  endings.push({ name: 'pools', end: async () => void (await Promise.all([db.close(), platformDb.close(), authPool.end()])) })

  const mighty = await tooMightyRole(db)
  if (mighty)
    throw new Unservable(
      `The server does not start: ${mighty}. Row level security would not hold. Let DATABASE_URL name the role edurise_app.`,
    )
  const missing = await missingMigrations(db)
  if (missing.length > 0)
    throw new Unservable(
      `The server does not start: the database lacks ${missing.length} migration(s), the first is ${missing[0]}. Run: npm run db:migrate`,
    )

  const boss = new PgBoss({
    connectionString: database.url,
    application_name: 'edurise-queue',
    schema: 'pgboss',
    max: works ? 6 : 3,
    migrate: false,
    createSchema: false,
    supervise: works,
    schedule: works,
    reindex: false,
  })
  boss.on('error', (error) => log.error({ err: error }, 'the queue reports an error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue warns'))
  const listener = startListener(database.directUrl, log)
  endings.push({ name: 'listener', end: () => listener.close() })
  await boss.start()
  await ensureQueues(boss)
  endings.push({ name: 'queue', end: () => boss.stop({ graceful: true, timeout: 8_000 }) })

  const mailer = smtpMailer({ url: config.smtpUrl, from: config.mailFrom })
  endings.push({ name: 'mail', end: () => mailer.close() })
  const routes = createRoutes({ db, listener, publicUrl: config.publicUrl })
  const limits = createLimits({ pool: authPool, listener, limits: config.limits, log })
  endings.push({ name: 'limits', end: () => limits.close() })
  const people = openPeople({
    pool: authPool,
    listener,
    routes,
    config,
    log,
    sendAccountMail: ({ kind, to, locale, name, url }) => sendAccountMail({ mailer, config }, { kind, to, locale, data: { name, url } }),
  })
  endings.push({ name: 'accounts', end: () => people.close() })
  const enqueue = enqueuer(boss)
  const platform: Platform = {
    config,
    db,
    platformDb,
    enqueue,
    gateways: openGateways(config, { now, log, bankTransfer: transferGateway({ db, platformDb, enqueue, now }) }),
    mailer,
    files: filesOnDisk(config),
    accounts: people.accounts,
    routes,
    rights: createRights({ db, listener }),
    limits,
    log,
    now,
  }
  const readiness = createReadiness({ db, listener })

  const http = role === 'worker' ? await createOperations({ platform, metrics, readiness }) : await served()
  await listen(http, config)
  endings.push({ name: 'requests', end: () => http.close() }, { name: 'readiness', end: readiness.close })
  if (works) {
    await startWorker(boss, platform, (outcome) => {
      metrics.job(outcome)
      logJob(log, outcome)
    })
  }
  log.info({ role, url: config.publicUrl.origin, port: config.port, ms: Math.round(performance.now()) }, 'Edurise is up')

  async function served() {
    const pages = await openPages(platform)
    const forget = () => {
      forgetListings()
      pages.forget()
    }
    listener.subscribe('listings_changed', forget, forget)
    listener.subscribe('routes_changed', forget, forget)
    return createHttp({ platform, metrics, readiness, authRoutes: people.routes, pages: pages.routes })
  }
}

try {
  await main()
} catch (error) {
  if (error instanceof Unservable) process.stderr.write(`${error.message}\n`)
  else log.fatal({ err: error }, 'the server could not start')
  endWith(1)
}
