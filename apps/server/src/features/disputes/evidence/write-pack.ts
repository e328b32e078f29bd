import { decimal, type EvidencePack } from '@edurise/contracts'
import { orderName } from '../../../order-name.ts'
import { invoiceName } from '../../invoices/index.ts'
import type { SaleRecord } from './queries.ts'

/** What a provider reads of one text. */
export const longest = 20_000

/** One line of a text is one fact: whatever a name or a browser says of itself, it stays in its line. */
const flat = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
const minute = (instant: string) => new Date(instant).toISOString().slice(0, 16).replace('T', ' ')
const time = (instant: string) => new Date(instant).toISOString().slice(11, 16)
const day = (instant: string) => new Date(instant).toISOString().slice(0, 10)

/** The lines that fit, and how many more there are. The earliest come first: they show that the course was delivered. */
export function cutTo(lines: readonly string[], max: number): string {
  const whole = lines.join('\n')
  if (whole.length <= max) return whole
  const note = (left: number) => `(${left} further lines do not fit here and are left out.)`
  const room = max - note(lines.length).length - 1
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    if (length + line.length + 1 > room) break
    kept.push(line)
    length += line.length + 1
  }
  return [...kept, note(lines.length - kept.length)].join('\n')
}

const methods: Record<string, string> = { stripe: 'card', paypal: 'PayPal', bank_transfer: 'bank transfer' }
const sources: Record<string, string> = {
  order_line: 'by the payment of an order',
  seat: 'by a seat of an organisation',
  subscription: 'by a subscription',
  coupon: 'by a coupon',
  admin: 'by the school, without payment',
}
const mailTitles: Record<string, string> = {
  receipt: 'Receipt of the payment',
  payment_pending: 'Notice that the payment was on its way',
  refunded: 'Notice of a refund',
  money_returned: 'Notice that money was sent back',
  access_ended: 'Notice that the access had ended',
  enrolled: 'Welcome to the course',
}
const refundStates: Record<string, string> = {
  asked: 'the buyer asked for a refund; it has not been decided',
  withdrawn: 'the buyer asked for a refund and withdrew the wish',
  declined: 'the buyer asked for a refund; it was declined',
  requested: 'a refund was decided and is on its way',
  pending: 'a refund was decided and is on its way',
  succeeded: 'a refund was made',
  failed: 'a refund was decided and could not be delivered',
}

function amount(minor: number, currency: string): string {
  return `${decimal({ minor, currency })} ${currency}`
}

function productOf(sale: SaleRecord): string {
  const { offer, tenantName, totalMinor, currency, provider, providerRef, capturedAt, orderedAt } = sale
  return [
    `"${flat(offer.title)}", an online course by ${flat(tenantName)}${offer.teacherName ? `, taught by ${flat(offer.teacherName)}` : ''}.`,
    `Order ${orderName({ number: sale.number, createdAt: orderedAt })}, made on ${minute(orderedAt)} UTC by ${flat(sale.buyerName)} <${flat(sale.buyerEmail)}>, for ${amount(totalMinor, currency)}.`,
    ...(capturedAt ? [`Paid by ${methods[provider] ?? provider} on ${minute(capturedAt)} UTC (reference ${providerRef}).`] : []),
    "A digital service: the course opens in the buyer's account as soon as the payment has been received. Nothing is shipped.",
  ].join('\n')
}

interface Dated {
  at: string
  line: string
}

function happenedIn({ opened, openings, completed, attempts }: SaleRecord): Dated[] {
  return [
    ...opened.map(({ at, source }) => ({
      at,
      line: `${minute(at)} The course was opened to the buyer ${sources[source] ?? ''}`.trimEnd(),
    })),
    ...opened.flatMap(({ endedAt }) => (endedAt ? [{ at: endedAt, line: `${minute(endedAt)} This access ended` }] : [])),
    ...openings.map(({ firstAt, lastAt, lesson, ip, userAgent }) => ({
      at: firstAt,
      line:
        `${minute(firstAt)}${time(lastAt) === time(firstAt) ? '' : ` to ${time(lastAt)}`} Lesson "${flat(lesson)}" was open` +
        `${ip ? `, from address ${flat(ip)}` : ''}${userAgent ? ` (${flat(userAgent).slice(0, 120)})` : ''}`,
    })),
    ...completed.map(({ at, lesson }) => ({ at, line: `${minute(at)} Lesson "${flat(lesson)}" was completed` })),
    ...attempts.map(({ at, lesson, percent, passed }) => ({
      at,
      line: `${minute(at)} Quiz "${flat(lesson)}" was answered: ${percent} %, ${passed ? 'passed' : 'not passed'}`,
    })),
  ].sort(byTime)
}

const byTime = (one: Dated, other: Dated) => Date.parse(one.at) - Date.parse(other.at)

function accessOf(sale: SaleRecord): string[] {
  const { account, buyerName, buyerEmail } = sale
  const who = account
    ? `Account of ${flat(buyerName)} <${flat(buyerEmail)}>: created on ${minute(account.createdAt)}, address ${account.emailVerified ? 'confirmed by its owner' : 'not confirmed'}.`
    : `${flat(buyerName)} <${flat(buyerEmail)}> has no account with the school any more.`
  const happened = happenedIn(sale)
  const none = sale.openings.length || sale.completed.length ? [] : ['No lesson has been opened.']
  return ['All times are UTC.', who, ...happened.map(({ line }) => line), ...none]
}

function policyOf({ offer: { refundDays }, paidAt, orderedAt, refunds, currency }: SaleRecord): string[] {
  const paid = paidAt ?? orderedAt
  const until = new Date(Date.parse(paid) + refundDays * 24 * 3_600_000).toISOString()
  const offered =
    refundDays > 0
      ? `When the order was made, the course was offered with a full refund within ${refundDays} days of payment. The buyer was shown this beside the price before paying. For this order the window was open until ${day(until)}.`
      : 'When the order was made, the course was offered without a refund window. The buyer was shown this beside the price before paying.'
  const asked = refunds.map(
    ({ at, state, amountMinor }) => `${minute(at)} UTC, ${amount(amountMinor, currency)}: ${refundStates[state] ?? state}.`,
  )
  return [offered, ...(asked.length ? asked : ['The buyer has not asked the school for a refund of this order.'])]
}

function correspondenceOf({ papers, mails, currency }: SaleRecord): string[] {
  const lines: Dated[] = [
    ...papers.map(({ at, kind, series, number, totalMinor }) => ({
      at,
      line: `${minute(at)} ${kind === 'invoice' ? 'Invoice' : 'Credit note'} ${invoiceName({ series, number })} was issued: ${amount(totalMinor, currency)}`,
    })),
    ...mails.map(({ at, kind, to, sentAt }) => ({
      at,
      line: `${minute(sentAt ?? at)} ${mailTitles[kind] ?? `Mail (${kind})`} ${sentAt ? 'was sent' : 'is about to be sent'} to ${flat(to)}`,
    })),
  ]
  if (!lines.length) return ['No invoice and no mail went to the buyer about this order.']
  return ['All times are UTC.', ...lines.sort(byTime).map(({ line }) => line)]
}

/** What we say to a dispute, in the provider's language: dated lines, nothing that is not in our books. */
export function packOf(sale: SaleRecord): EvidencePack {
  const first = sale.opened[0]?.at ?? sale.paidAt ?? sale.orderedAt
  return {
    productDescription: cutTo([productOf(sale)], longest),
    serviceDate: day(first),
    accessLog: cutTo(accessOf(sale), longest),
    refundPolicy: cutTo(policyOf(sale), longest),
    correspondence: cutTo(correspondenceOf(sale), longest),
  }
}
