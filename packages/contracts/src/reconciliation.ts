import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { mutation, query } from './define-procedures.ts'
import { FindingId, Instant, OrderId, PaymentId } from './ids.ts'
import { Currency, Minor } from './money.ts'
import { page, paging } from './paging.ts'

/** Money the provider has and we do not; money we have and it does not; both have it, and not the same. */
export const FindingList = z.enum(['missing_here', 'missing_there', 'differs'])
export type FindingList = z.infer<typeof FindingList>

export const FindingState = z.enum(['open', 'healed', 'explained'])
export type FindingState = z.infer<typeof FindingState>

export const FindingWhat = z.enum([
  'unknown_money',
  'not_listed',
  'captured_amount',
  'refunded_amount',
  'object_unknown',
  'no_access',
  'access_without_money',
  'books',
  'no_invoice',
  'no_credit_note',
  'law_broken',
])
export type FindingWhat = z.infer<typeof FindingWhat>

export const Finding = z.object({
  id: FindingId,
  list: FindingList,
  what: FindingWhat,
  state: FindingState,
  provider: z.string(),
  providerRef: z.string(),
  tenantName: z.string().nullable(),
  orderId: OrderId.nullable(),
  paymentId: PaymentId.nullable(),
  oursMinor: Minor.nullable(),
  theirsMinor: Minor.nullable(),
  currency: Currency.nullable(),
  note: z.string(),
  foundAt: Instant,
  handledAt: Instant.nullable(),
})
export type Finding = z.infer<typeof Finding>

export const Run = z.object({
  id: z.uuid(),
  provider: z.string(),
  account: z.string(),
  from: Instant,
  to: Instant,
  state: z.enum(['running', 'done', 'failed']),
  checked: z.int(),
  found: z.int(),
  healed: z.int(),
  startedAt: Instant,
  doneAt: Instant.nullable(),
  failure: z.string().nullable(),
})
export type Run = z.infer<typeof Run>

/** One day of one currency: what the provider's account did, and what our ledger did. */
export const BalanceDay = z.object({
  day: z.iso.date(),
  currency: Currency,
  theirsMinor: Minor,
  oursMinor: Minor,
  differenceMinor: Minor,
})
export type BalanceDay = z.infer<typeof BalanceDay>

export const reconciliationErrors = defineErrors({
  FINDING_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  /** A run of this account is under way. */
  RUN_UNDER_WAY: { as: 'CONFLICT', data: z.object({}) },
  PROVIDER_NOT_SET_UP: { as: 'CONFLICT', data: z.object({}) },
})

const platformDesk = { allow: 'platform.reconciliation', tenantFrom: 'none', door: 'platform' } as const
const tenantDesk = { allow: 'reconciliation.read', tenantFrom: 'host', door: 'tenant' } as const
const list = z.strictObject({ ...paging, list: FindingList, state: FindingState.default('open') })

export const reconciliation = {
  runs: query({ ...platformDesk, input: z.strictObject(paging), output: page(Run) }),
  findings: query({ ...platformDesk, input: list, output: page(Finding) }),
  count: query({ ...platformDesk, input: z.strictObject({}), output: z.record(FindingList, z.int()) }),
  /** Holds the provider's account of these days against ours, by hand. It runs as a job; `runs` tells how far it is. */
  start: mutation({
    ...platformDesk,
    input: z.strictObject({ provider: z.enum(['stripe', 'paypal', 'bank_transfer']), days: z.int().min(1).max(366).default(35) }),
    output: Run,
    refuses: ['RUN_UNDER_WAY', 'PROVIDER_NOT_SET_UP'],
  }),
  /** Asks the provider again about what did not agree, and writes what follows. */
  repair: mutation({ ...platformDesk, input: z.strictObject({ findingId: FindingId }), output: Finding, refuses: ['FINDING_NOT_FOUND'] }),
  /** Somebody knows why, and says so. */
  explain: mutation({
    ...platformDesk,
    input: z.strictObject({ findingId: FindingId, note: z.string().trim().min(1).max(2000) }),
    output: Finding,
    refuses: ['FINDING_NOT_FOUND'],
  }),
  /** The provider's balance against the ledger, day by day; 92 days at most. */
  balance: query({
    ...platformDesk,
    input: z.strictObject({ provider: z.enum(['stripe', 'paypal', 'bank_transfer']), from: z.iso.date(), to: z.iso.date() }),
    output: z.array(BalanceDay),
  }),
  /** What did not agree about a tenant's own payments. */
  ofTenant: query({ ...tenantDesk, input: list, output: page(Finding), refuses: ['NO_PORTAL_HERE'] }),
}
