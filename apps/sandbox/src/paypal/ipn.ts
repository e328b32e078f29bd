import { createHash } from 'node:crypto'
import { schedule } from '../outbox.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { merchant, payer } from './account.ts'
import { newId } from './ids.ts'
import { money } from './money.ts'
import type { PaypalCapture } from './shapes.ts'

interface Told {
  readonly status: 'Completed' | 'Pending' | 'Denied' | 'Refunded' | 'Reversed' | 'Canceled_Reversal'
  /** Minor units; negative when money went back. */
  readonly amount: number
  readonly transactionId: string
}

/** The legacy form of a movement, in the account's character set; made only while an address for them is set. */
export function recordIpn(world: World, capture: PaypalCapture, told: Told): void {
  if (world.paypal.ipnUrl() === undefined) return
  const isChild = told.transactionId !== capture.id
  const fields: Record<string, string> = {
    txn_type: 'express_checkout',
    payment_type: 'instant',
    payment_date: paymentDate(world.now()),
    payment_status: told.status,
    ...(told.status === 'Pending' ? { pending_reason: 'paymentreview' } : {}),
    ...(told.status === 'Reversed' || told.status === 'Canceled_Reversal' ? { reason_code: 'chargeback' } : {}),
    txn_id: told.transactionId,
    ...(isChild ? { parent_txn_id: capture.id } : {}),
    mc_gross: money(told.amount, capture.currency).value,
    mc_fee: money(isChild ? 0 : capture.fee, capture.currency).value,
    mc_currency: capture.currency,
    ...(capture.customId === null ? {} : { custom: capture.customId }),
    ...(capture.invoiceId === null ? {} : { invoice: capture.invoiceId }),
    payer_id: payer.id,
    payer_email: payer.email,
    first_name: payer.givenName,
    last_name: payer.surname,
    residence_country: payer.country,
    receiver_id: merchant.id,
    receiver_email: merchant.email,
    business: merchant.email,
    quantity: '1',
    charset: 'windows-1252',
    notify_version: '3.9',
    test_ipn: '1',
    verify_sign: newId(40),
    ipn_track_id: newId(13).toLowerCase(),
  }
  const raw = Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeLatin(value)}`)
    .join('&')
  const id = ipnId(Buffer.from(raw))
  world.store.put('paypal.ipn', { id, created: seconds(world), updated: seconds(world), type: told.status, raw })
  schedule(world, 'paypal_ipn', id)
}

/** A message is known by its bytes and by nothing else. */
export function ipnId(raw: Buffer): string {
  return `IPN-${createHash('sha256').update(raw).digest('hex')}`
}

/** `VERIFIED` only for the very bytes that were sent, behind the one field that asks. */
export function verifyIpn(world: World, body: Buffer): 'VERIFIED' | 'INVALID' {
  const question = Buffer.from('cmd=_notify-validate&')
  if (!body.subarray(0, question.length).equals(question)) return 'INVALID'
  return world.store.find('paypal.ipn', ipnId(body.subarray(question.length))) === undefined ? 'INVALID' : 'VERIFIED'
}

/** Percent-encoding of windows-1252, where the letters of western names are one byte each. */
function encodeLatin(value: string): string {
  return Array.from(value)
    .map((character) => {
      if (/[\w.-]/.test(character)) return character
      if (character === ' ') return '+'
      const code = character.charCodeAt(0)
      return `%${(code < 256 ? code : 63).toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/** `20:12:59 Jan 13, 2026 PST`, as PayPal writes it. */
function paymentDate(ms: number): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/Los_Angeles',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    })
      .formatToParts(new Date(ms))
      .map(({ type, value }) => [type, value]),
  )
  const at = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return `${at('hour')}:${at('minute')}:${at('second')} ${at('month')} ${at('day')}, ${at('year')} ${at('timeZoneName')}`
}
