import type {
  FindingId,
  FindingList,
  FindingState,
  FindingWhat,
  OrderId,
  PaymentId,
  PersonId,
  Provider,
  Run,
  TenantId,
} from '@edurise/contracts'
import { newId, type PlatformDb, type PublicDb, type TenantDb } from '@edurise/db'
import { sql } from 'kysely'

const runColumns = [
  'id',
  'provider',
  'account',
  'from_at as from',
  'to_at as to',
  'state',
  'checked',
  'found',
  'healed',
  'started_at as startedAt',
  'done_at as doneAt',
  'failure',
] as const

export interface NewRun {
  provider: string
  account: string
  from: Date
  to: Date
  startedBy: PersonId | null
  at: Date
}

/** A new run of an account, or undefined while another one is under way. */
export function openRun(db: PublicDb, run: NewRun): Promise<Run | undefined> {
  return db
    .insertInto('reconciliation_runs')
    .values({
      id: newId<string>(),
      provider: run.provider,
      account: run.account,
      from_at: run.from,
      to_at: run.to,
      started_by: run.startedBy,
      started_at: run.at,
    })
    .onConflict((running) => running.columns(['provider', 'account']).where('state', '=', sql.lit('running')).doNothing())
    .returning(runColumns)
    .executeTakeFirst()
}

/** Ends a run that has been under way for longer than any could be: its process is gone. */
export async function abandonRuns(db: PublicDb, provider: string, account: string, startedBefore: Date, at: Date): Promise<void> {
  await db
    .updateTable('reconciliation_runs')
    .set({ state: 'failed', failure: 'it was left unfinished', done_at: at })
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('state', '=', sql.lit('running'))
    .where('started_at', '<', startedBefore.toISOString())
    .execute()
}

export function findRun(db: PublicDb, id: string): Promise<Run | undefined> {
  return db.selectFrom('reconciliation_runs').select(runColumns).where('id', '=', id).executeTakeFirst()
}

export interface Progress {
  checked: number
  found: number
  healed: number
}

export async function writeProgress(db: PublicDb, id: string, { checked, found, healed }: Progress): Promise<void> {
  await db.updateTable('reconciliation_runs').set({ checked, found, healed }).where('id', '=', id).execute()
}

export async function endRun(db: PublicDb, id: string, state: 'done' | 'failed', failure: string | null, at: Date): Promise<void> {
  await db
    .updateTable('reconciliation_runs')
    .set({ state, failure: failure?.slice(0, 500) ?? null, done_at: at })
    .where('id', '=', id)
    .where('state', '=', sql.lit('running'))
    .execute()
}

/** Newest first, after the run that the last page ended with. */
export function listRuns(db: PlatformDb, after: { at: string; id: string } | undefined, limit: number): Promise<Run[]> {
  return db
    .selectFrom('reconciliation_runs')
    .select(runColumns)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(started_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export interface NewFinding {
  runId: string
  provider: string
  account: string
  ref: string
  tenantId: TenantId | null
  orderId: OrderId | null
  paymentId: PaymentId | null
  currency: string | null
  list: FindingList
  what: FindingWhat
  oursMinor: number | null
  theirsMinor: number | null
  note: string
  healed: boolean
  at: Date
}

/**
 * Writes down what did not agree. The same difference is one finding while it is open; one that was explained, and is the same still, is left as it
 * is. Answers what it is now.
 */
export async function recordFinding(db: PublicDb, finding: NewFinding): Promise<FindingState> {
  const { rows } = await sql<{ state: FindingState }>`
    with explained as (
      select from reconciliation_findings where provider = ${finding.provider} and account = ${finding.account} and provider_ref = ${finding.ref}
        and what = ${finding.what} and state = 'explained' and ours_minor is not distinct from ${finding.oursMinor}::bigint
        and theirs_minor is not distinct from ${finding.theirsMinor}::bigint
    ), written as (
      insert into reconciliation_findings (id, run_id, provider, account, provider_ref, tenant_id, order_id, payment_id, currency, list, what, ours_minor,
        theirs_minor, note, state, found_at)
      select ${newId<FindingId>()}::uuid, ${finding.runId}::uuid, ${finding.provider}, ${finding.account}, ${finding.ref}, ${finding.tenantId}::uuid,
        ${finding.orderId}::uuid, ${finding.paymentId}::uuid, ${finding.currency}, ${finding.list}, ${finding.what}, ${finding.oursMinor}::bigint,
        ${finding.theirsMinor}::bigint, ${finding.note}, 'open', ${finding.at}::timestamptz
      where not exists (select from explained)
      on conflict (provider, account, provider_ref, what) where state = 'open'
        do update set run_id = excluded.run_id, list = excluded.list, ours_minor = excluded.ours_minor, theirs_minor = excluded.theirs_minor,
          tenant_id = excluded.tenant_id, order_id = excluded.order_id, payment_id = excluded.payment_id, currency = excluded.currency
      returning state)
    select coalesce((select state from written), 'explained') as state`.execute(db)
  const state = rows[0]?.state ?? 'open'
  if (!finding.healed || state !== 'open') return state
  await closeFindings(db, { provider: finding.provider, account: finding.account, ref: finding.ref, what: finding.what }, finding.at)
  return 'healed'
}

export async function closeFindings(
  db: PublicDb,
  { provider, account, ref, what }: { provider: string; account: string; ref: string; what: string },
  at: Date,
): Promise<void> {
  await db
    .updateTable('reconciliation_findings')
    .set({ state: 'healed', handled_at: at })
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('provider_ref', '=', ref)
    .where('what', '=', what)
    .where('state', '=', sql.lit('open'))
    .execute()
}

const findingColumns = [
  'f.id',
  'f.list',
  sql<FindingWhat>`f.what`.as('what'),
  'f.state',
  'f.provider',
  'f.account',
  'f.provider_ref as providerRef',
  'f.tenant_id as tenantId',
  't.name as tenantName',
  'f.order_id as orderId',
  'f.payment_id as paymentId',
  'f.ours_minor as oursMinor',
  'f.theirs_minor as theirsMinor',
  'f.currency',
  'f.note',
  'f.found_at as foundAt',
  'f.handled_at as handledAt',
] as const

function findings(db: PublicDb | PlatformDb | TenantDb) {
  return db.selectFrom('reconciliation_findings as f').leftJoin('tenants as t', 't.id', 'f.tenant_id').select(findingColumns)
}

export type FindingRecord = NonNullable<Awaited<ReturnType<typeof findFinding>>>

export function findFinding(db: PublicDb, id: FindingId) {
  return findings(db).where('f.id', '=', id).executeTakeFirst()
}

export interface FindingPage {
  list: FindingList
  state: FindingState
  after: { at: string; id: FindingId } | undefined
  limit: number
}

/** Findings of one list and state, newest first: all of them for the platform, a tenant's own for the tenant. */
export function listFindings(
  db: PlatformDb | TenantDb,
  tenantId: TenantId | null,
  { list, state, after, limit }: FindingPage,
): Promise<FindingRecord[]> {
  return findings(db)
    .where('f.list', '=', list)
    .where('f.state', '=', state)
    .$if(tenantId !== null, (query) => query.where('f.tenant_id', '=', tenantId))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(f.found_at, f.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`))
    .orderBy('f.found_at', 'desc')
    .orderBy('f.id', 'desc')
    .limit(limit)
    .execute()
}

/** Open findings of an account, the oldest first: those that a run has not met again may be over. */
export function listOpenFindings(
  db: PublicDb,
  provider: string,
  account: string,
  notOfRun: string,
  limit: number,
): Promise<FindingRecord[]> {
  return findings(db)
    .where('f.provider', '=', provider)
    .where('f.account', '=', account)
    .where('f.state', '=', sql.lit('open'))
    .where('f.run_id', '<>', notOfRun)
    .orderBy('f.found_at')
    .orderBy('f.id')
    .limit(limit)
    .execute()
}

/** Open findings of each list, counted to 1,000 and no further. */
export async function countFindings(db: PlatformDb): Promise<Record<FindingList, number>> {
  const counted = (list: FindingList) =>
    sql<number>`(select count(*)::int from (select from reconciliation_findings where list = ${list} and state = 'open' order by found_at desc limit 1000) f)`
  const { rows } = await sql<Record<FindingList, number>>`
    select ${counted('missing_here')} as missing_here, ${counted('missing_there')} as missing_there, ${counted('differs')} as differs`.execute(
    db,
  )
  return rows[0] ?? { missing_here: 0, missing_there: 0, differs: 0 }
}

export async function markFinding(
  db: PublicDb,
  id: FindingId,
  { state, note, actorId, at }: { state: 'healed' | 'explained'; note?: string; actorId: PersonId; at: Date },
): Promise<void> {
  await db
    .updateTable('reconciliation_findings')
    .set({ state, handled_by: actorId, handled_at: at, ...(note !== undefined && { note }) })
    .where('id', '=', id)
    .where('state', '=', sql.lit('open'))
    .execute()
}

export interface NewMovement {
  ref: string
  kind: 'capture' | 'refund' | 'refund_reversal' | 'dispute_withdrawn' | 'dispute_reinstated' | 'fee' | 'payout' | 'other'
  amountMinor: number
  feeMinor: number
  currency: string
  at: Date
}

/** Lines of a provider's account, each once; whose money they moved is known by the provider's object. */
export async function recordMovements(db: PublicDb, provider: string, account: string, lines: readonly NewMovement[]): Promise<void> {
  if (!lines.length) return
  // Of one object that moves twice in one way, both amounts count.
  const rows = new Map<string, { ref: string; kind: string; amount: number; fee: number; currency: string; at: string }>()
  for (const { ref, kind, amountMinor, feeMinor, currency, at } of lines) {
    const known = rows.get(`${kind} ${ref}`)
    rows.set(`${kind} ${ref}`, {
      ref,
      kind,
      currency,
      amount: amountMinor + (known?.amount ?? 0),
      fee: feeMinor + (known?.fee ?? 0),
      at: known?.at ?? at.toISOString(),
    })
  }
  await sql`
    insert into provider_movements (provider, account, ref, kind, amount_minor, fee_minor, currency, tenant_id, payment_id, at)
    select ${provider}, ${account}, l.ref, l.kind, l.amount, l.fee, l.currency, o.tenant_id, o.payment_id, l.at
    from jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb) as l(ref text, kind text, amount bigint, fee bigint, currency text, at timestamptz)
    left join provider_objects o on o.provider = ${provider} and o.account = ${account} and o.object_id = regexp_replace(l.ref, ':withdrawn$', '')
    on conflict (provider, account, ref, kind) do update set amount_minor = excluded.amount_minor, fee_minor = excluded.fee_minor,
      tenant_id = coalesce(excluded.tenant_id, provider_movements.tenant_id), payment_id = coalesce(excluded.payment_id, provider_movements.payment_id)`.execute(
    db,
  )
}

export interface DayRow {
  day: string
  currency: string
  theirsMinor: number
  oursMinor: number
}

/** What the books call a movement, and what the provider calls it: a receipt that was withdrawn has a line of its own there. */
const asMoved = sql`case b.kind when 'fee' then 'capture' when 'mismatch' then 'capture' when 'receipt' then 'capture' when 'surplus_returned' then 'refund'
  when 'dispute_fee' then 'dispute_withdrawn' when 'receipt_withdrawn' then 'other' else b.kind end`
const asRef = sql`case b.kind when 'receipt_withdrawn' then b.provider_ref || ':withdrawn' else b.provider_ref end`

/**
 * The provider's account and ours, day by day (UTC), fees in both, payouts to the bank in neither. What the books hold counts on the day on which the
 * provider moved it, however late it was booked; what the provider has not told us of counts on the day it was booked.
 */
export async function listBalance(
  db: PlatformDb,
  { provider, account, from, to }: { provider: Provider; account: string; from: string; to: string },
): Promise<DayRow[]> {
  const [first, last] = [`${from}T00:00:00Z`, new Date(Date.parse(to) + 24 * 3_600_000).toISOString()]
  const { rows } = await sql<DayRow>`
    with moved as (select m.* from provider_movements m where m.provider = ${provider} and m.account = ${account} and m.kind <> 'payout'
        and m.at >= ${first}::timestamptz and m.at < ${last}::timestamptz),
      theirs as (select (at at time zone 'UTC')::date as day, currency, sum(amount_minor - fee_minor) as minor from moved group by 1, 2),
      booked as (
        select (m.at at time zone 'UTC')::date as day, b.currency, b.amount_minor from moved m join ledger_entries b on b.tenant_id = m.tenant_id
          and b.provider_ref = regexp_replace(m.ref, ':withdrawn$', '') and b.account = 'provider_balance' and m.kind = ${asMoved} and m.ref = ${asRef}
        union all
        select (b.created_at at time zone 'UTC')::date, b.currency, b.amount_minor from ledger_entries b
          cross join lateral (select from payments p where p.tenant_id = b.tenant_id and p.id = b.payment_id and p.provider = ${provider}
            and p.account = ${account} offset 0) p
          where b.account = 'provider_balance' and b.created_at >= ${first}::timestamptz and b.created_at < ${last}::timestamptz and not exists (
            select from provider_movements m where m.provider = ${provider} and m.account = ${account} and m.tenant_id = b.tenant_id
              and m.ref = ${asRef} and m.kind = ${asMoved}
            offset 0)
      ),
      ours as (select day, currency, sum(amount_minor) as minor from booked group by 1, 2)
    select day::text, currency, coalesce(theirs.minor, 0)::bigint as "theirsMinor", coalesce(ours.minor, 0)::bigint as "oursMinor"
    from theirs full join ours using (day, currency) order by day, currency limit 2000`.execute(db)
  return rows
}

/** Whether any payment of ours has an object of the provider's. */
export async function hasObject(db: PublicDb, provider: string, account: string, objectId: string): Promise<boolean> {
  const row = await db
    .selectFrom('provider_objects')
    .select('payment_id')
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row !== undefined
}

export interface LedgerRow {
  id: string
  at: string
  number: number
  orderedAt: string
  kind: string
  grossMinor: number
  feeMinor: number
  netMinor: number
  refundMinor: number
  currency: string
  provider: string
  providerRef: string
  series: string | null
  paperNumber: number | null
}

/**
 * What moved on the providers' accounts for a tenant, oldest first: each movement with its fee, its order and its paper. The fee of a movement is told
 * with it, whenever it became known.
 */
export async function listLedgerRows(
  db: TenantDb,
  tenantId: TenantId,
  { from, to, after, limit }: { from: string; to: string; after: { at: string; id: string } | null; limit: number },
): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`
    with b as (
      select * from ledger_entries b where b.tenant_id = ${tenantId} and b.account = 'provider_balance' and b.kind not in ('fee', 'dispute_fee')
        and b.created_at >= ${from}::date::timestamp at time zone 'UTC' and b.created_at < (${to}::date + 1)::timestamp at time zone 'UTC'
        and (${after === null} or (b.created_at, b.id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by b.created_at, b.id limit ${limit})
    select b.id, b.created_at as at, o.number, o.created_at as "orderedAt", b.kind, greatest(b.amount_minor, 0)::bigint as "grossMinor",
      fee.minor as "feeMinor", (b.amount_minor - fee.minor)::bigint as "netMinor", greatest(-b.amount_minor, 0)::bigint as "refundMinor", b.currency,
      p.provider, b.provider_ref as "providerRef", paper.series, paper.number as "paperNumber"
    from b join payments p on p.tenant_id = ${tenantId} and p.id = b.payment_id
    join orders o on o.tenant_id = ${tenantId} and o.id = p.order_id
    cross join lateral (select coalesce(-sum(f.amount_minor), 0)::bigint as minor from ledger_entries f where f.tenant_id = ${tenantId}
      and f.provider_ref = b.provider_ref and f.account = 'provider_balance'
      and f.kind = case b.kind when 'dispute_withdrawn' then 'dispute_fee' when 'dispute_reinstated' then '' else 'fee' end) fee
    left join lateral (select i.series, i.number from invoices i where i.tenant_id = ${tenantId} and i.payment_id = p.id
      and i.effect_key = case when b.kind in ('capture', 'receipt') then 'invoice:' || p.id else 'credit:' || b.provider_ref end limit 1) paper on true
    order by b.created_at, b.id`.execute(db)
  return rows
}
