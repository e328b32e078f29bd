import { startSystem } from './system.ts'

/** Starts the system once for all specs, unless E2E_WEB and E2E_SANDBOX name one that runs already. */
export default async function setup(): Promise<(() => Promise<void>) | void> {
  if (process.env['E2E_WEB'] && process.env['E2E_SANDBOX']) return
  const { addresses, stop } = await startSystem()
  process.env['E2E_WEB'] = addresses.web
  process.env['E2E_SANDBOX'] = addresses.sandbox
  return stop
}
