import type { Logger } from 'pino'
import { flushLogs } from './log.ts'

/** One thing to end, in the order given. */
export interface Ending {
  name: string
  end: () => Promise<void> | void
}

/** Longer than that, and whoever started us would rather see us gone. */
const patience = 15_000

/**
 * Ends the process in order on SIGTERM and SIGINT, and after an error that nobody caught. A second signal, or 15 s, end it at once.
 * @param endings steps in order; one that fails does not keep the others from being taken
 */
export function endGracefully(log: Logger, endings: () => Ending[]): (code: number) => void {
  let ending = false
  const exit = (code: number) => {
    flushLogs()
    process.exit(code)
  }
  const end = (code: number) => {
    if (ending) return
    ending = true
    process.exitCode = code
    setTimeout(() => {
      log.fatal('still not ended after 15 s: leaving')
      exit(1)
    }, patience).unref()
    void inOrder(log, endings()).then((clean) => {
      log.info({ clean }, 'ended')
      exit(clean ? code : 1)
    })
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'ending: requests and jobs in hand are finished first')
      end(0)
    })
  }
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'nobody caught this rejection')
    end(1)
  })
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'nobody caught this error')
    end(1)
  })
  return end
}

async function inOrder(log: Logger, endings: Ending[]): Promise<boolean> {
  let clean = true
  for (const { name, end } of endings) {
    try {
      await end()
    } catch (error) {
      clean = false
      log.error({ err: error, name }, 'this did not end well')
    }
  }
  return clean
}
