import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import { startDelivery } from './delivery.ts'
import type { Delivery } from './delivery.ts'
import { desk } from './desk.ts'
import { serveApp } from './listen.ts'
import { serveMail } from './mail/smtp.ts'
import { besideStripe } from './paypal/account.ts'
import type { Paypal } from './paypal/account.ts'
import { openCertificates } from './paypal/certificates.ts'
import { ipnChannel, paypalChannel } from './paypal/channels.ts'
import { openStore } from './store.ts'
import { stripeApi } from './stripe/api.ts'
import { stripeChannel } from './stripe/channel.ts'
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
  /** What `PAYPAL_API_BASE` wants. */
  readonly paypalBase: string
  /** The authority that PayPal's signing certificates here come from, as PEM: what `PAYPAL_TRUSTED_ROOT` wants. */
  readonly paypalRoot: string
  readonly smtpUrl: string
  /** Sends Stripe's webhooks from now on to another address, and PayPal's beside it unless they have one of their own. */
  readonly setWebhookUrl: (url: string) => void
  readonly close: () => Promise<void>
}

/** Starts Stripe, the desk and the mail server on loopback; `port: 0` takes three free ports. Throws when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = openStore(options.data)
  const paypal = await openPaypal(options, () => webhookUrl)
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
    paypal: {
      ...paypal,
      setWebhookUrl: (url) => {
        paypal.setWebhookUrl(url)
        delivery?.wake()
      },
    },
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
    delivery = startDelivery(world, { stripe: stripeChannel(world), paypal: paypalChannel(world), paypal_ipn: ipnChannel(world) })
    return {
      url: deskUrl,
      stripeBase: `http://localhost:${stripe.port}`,
      paypalBase: `${deskUrl}/paypal`,
      paypalRoot: paypal.certificates.root,
      smtpUrl: `smtp://localhost:${mail.port}`,
      setWebhookUrl: world.setWebhookUrl,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openPaypal(options: SandboxOptions, stripeUrl: () => string | undefined): Promise<Paypal> {
  // Without an account of the caller's nobody has these.
  const settings = options.paypal ?? { clientId: randomUUID(), clientSecret: randomUUID(), webhookId: 'NOBODY' }
  let webhookUrl = settings.webhookUrl
  let ipnUrl = settings.ipnUrl
  return {
    settings,
    certificates: await openCertificates(options.data),
    webhookUrl: () => webhookUrl ?? besideStripe(stripeUrl()),
    setWebhookUrl: (url) => {
      webhookUrl = url
    },
    ipnUrl: () => ipnUrl,
    setIpnUrl: (url) => {
      ipnUrl = url
    },
  }
}
