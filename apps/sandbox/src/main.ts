import { readConfig } from './config.ts'
import { startSandbox } from './sandbox.ts'

try {
  const sandbox = await startSandbox(readConfig(process.env))
  const { url, stripeBase, paypalBase, paypalRoot, smtpUrl } = sandbox
  process.stdout.write(`${JSON.stringify({ sandbox: 'ready', url, stripeBase, paypalBase, paypalRoot, smtpUrl, pid: process.pid })}\n`)

  let closing = false
  const stop = () => {
    if (closing) return
    closing = true
    // What a connection that will not end may cost.
    setTimeout(() => process.exit(0), 1_800).unref()
    void sandbox.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  process.stderr.write(`${JSON.stringify({ sandbox: 'failed', reason: error instanceof Error ? error.message : String(error) })}\n`)
  process.exitCode = 1
}
