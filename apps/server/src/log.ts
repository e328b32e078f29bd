import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'
import type { JobOutcome } from './worker.ts'

/** Secrets have no place in a line, wherever somebody may put them. */
const secrets = [
  'cookie',
  'authorization',
  'password',
  'token',
  'secret',
  'setCookie',
  '["set-cookie"]',
  'newPassword',
  'currentPassword',
  'clientSecret',
  'body',
  'url.search',
]
const paths = secrets.flatMap((name) => (name.startsWith('[') ? [name, `*${name}`, `*.*${name}`] : [name, `*.${name}`, `*.*.${name}`]))

/** JSON lines; on a developer's terminal, readable ones. */
export function createLog({ production, logLevel }: Pick<Config, 'production' | 'logLevel'>, destination?: DestinationStream): Logger {
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[secret]' },
    formatters: { level: (level: string) => ({ level }) },
  }
  if (destination) return pino(options, destination)
  if (production || !process.stdout.isTTY) return pino(options, buffered())
  return pino({
    ...options,
    formatters: {},
    transport: { target: 'pino-pretty', options: { colorize: true, singleLine: true, translateTime: 'HH:MM:ss.l' } },
  })
}

/** Lines are written together: one by one, they would cost as much as the answers they are about. */
function buffered(): DestinationStream {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 8_192 })
  setInterval(() => destination.flush(), 250).unref()
  flushers.push(() => destination.flushSync())
  return destination
}

const flushers: (() => void)[] = []

/** Writes what is not written yet, and waits for it: the last thing a process does. */
export function flushLogs(): void {
  for (const flush of flushers) flush()
}

/** For the line of each request: its fields are known, so nothing has to be searched for secrets. */
export function requestLog(log: Logger): Logger {
  return log.child({}, { redact: [] })
}

/** One line for a job: what it was, how it went, and the ids it was about. */
export function logJob(log: Logger, { job, id, data, milliseconds, error }: JobOutcome): void {
  const line = { job, jobId: id, ms: Math.round(milliseconds), ...data }
  if (error === null) log.info({ ...line, outcome: 'done' }, 'job')
  else log.error({ ...line, outcome: 'failed', err: error }, 'job')
}
