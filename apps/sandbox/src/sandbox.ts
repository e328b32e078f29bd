import type { Config } from './config.ts'
import { desk } from './desk.ts'
import { serveApp } from './listen.ts'
import { serveMail } from './mail/smtp.ts'
import { openStore } from './store.ts'
import { stripeApi } from './stripe/api.ts'
import { startDelivery } from './stripe/delivery.ts'
import type { Delivery } from './stripe/delivery.ts'
import { expireDue } from './stripe/payments.ts'
import type { World } from './world.ts'

export interface SandboxOptions extends Config {
  /** Milliseconds since 1970; the machine's clock unless a test brings its own. */
  readonly now?: () => number
}

export interface Sandbox {
  /** Origin of the desk, the pay pages, the mailbox and the control. */
  readonly url: string
  /** Bare origin of Stripe's API, what `STRIPE_API_BASE` wants. */
  readonly stripeBase: string
  readonly smtpUrl: string
  /** Sends the webhooks from now on to another address. */
  readonly setWebhookUrl: (url: string) => void
  readonly close: () => Promise<void>
}

/** Starts Stripe, the desk and the mail server on loopback; `port: 0` takes three free ports. Throws when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = openStore(options.data)
  let deskUrl = ''
  let webhookUrl = options.webhookUrl
  let delivery: Delivery | undefined
  const world: World = {
    store,
    now: options.now ?? Date.now,
    deskUrl: () => deskUrl,
    webhookUrl: () => webhookUrl,
    setWebhookUrl: (url) => {
      webhookUrl = url
      delivery?.wake()
    },
    webhookSecrets: options.webhookSecrets,
    secretKey: options.secretKey,
    wake: () => delivery?.wake(),
  }
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    clearInterval(clock)
    delivery?.stop()
    await Promise.all(closers.map((closeOne) => closeOne()))
    store.close()
  }
  const clock = setInterval(() => expireDue(world), 1_000)
  clock.unref()
  try {
    const portOf = (offset: number) => (options.port === 0 ? 0 : options.port + offset)
    const pages = await serveApp(portOf(0), (app) => desk(app, world))
    closers.push(pages.close)
    deskUrl = `http://localhost:${pages.port}`
    const stripe = await serveApp(portOf(1), (app) => stripeApi(app, world))
    closers.push(stripe.close)
    const mail = await serveMail(portOf(2), world)
    closers.push(mail.close)
    delivery = startDelivery(world)
    return {
      url: deskUrl,
      stripeBase: `http://localhost:${stripe.port}`,
      smtpUrl: `smtp://localhost:${mail.port}`,
      setWebhookUrl: world.setWebhookUrl,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
