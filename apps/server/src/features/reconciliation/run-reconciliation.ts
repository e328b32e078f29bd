import type { Provider, Run } from '@edurise/contracts'
import { asPlatform } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { gatewayOf, type Movement, type ProviderPayment } from '../../gateways/gateway.ts'
import { lookAndSettle, type Settling } from '../payments/index.ts'
import { between, inside, lawBroken, notListed, refOfLaw, subjectOf, suspectOf, type Difference, type Subject } from './proof/compare.ts'
import { findProven, listBroken, listProven, type ProvenPayment } from './proof/queries.ts'
import { closeFindings, listOpenFindings, recordFinding, recordMovements, writeProgress, type Progress } from './queries.ts'
import { isOver } from './repair-finding.ts'

export type Reconciling = Settling & Pick<Platform, 'platformDb'>

/** What a run met, one by one. */
export interface Met {
  what: string
  ref: string
  state: 'open' | 'healed' | 'explained'
}

const portion = 500
/** Payments after which the run says how far it is. */
const stride = 25

/** Whose books the laws are about: not one provider's. */
export const ourselves = { provider: 'edurise', account: 'books' } as const

/**
 * Holds the provider's account against ours for the days of a run: movements, payments, and what hangs on them. What one more look can heal is healed;
 * everything that was met is written down, and told.
 */
export async function runReconciliation(
  platform: Reconciling,
  run: Run & { provider: Provider },
): Promise<{ checked: number; met: Met[] }> {
  const { db, platformDb, gateways, now } = platform
  const gateway = gatewayOf(gateways, run.provider)
  const [from, to] = [new Date(run.from), new Date(run.to)]
  const met: Met[] = []
  const progress: Progress = { checked: 0, found: 0, healed: 0 }
  const seen = new Set<string>()

  const find = (id: ProvenPayment['id']) => asPlatform(platformDb, (trx) => findProven(trx, id))
  const write = async (
    subject: Subject,
    { text, ...difference }: Difference,
    healed: boolean,
    whose: { provider: string; account: string },
  ) => {
    const note = difference.what === 'law_broken' ? text : ''
    const state = await recordFinding(db.open, { ...whose, ...subject, ...difference, runId: run.id, note, healed, at: now() })
    met.push({ what: text, ref: difference.what === 'law_broken' ? suspectOf(subject.ref) : (subject.paymentId ?? subject.ref), state })
    progress.found += 1
    if (state === 'healed') progress.healed += 1
  }
  const step = async () => {
    progress.checked += 1
    if (progress.checked % stride === 0) await writeProgress(db.open, run.id, progress)
  }

  const compare = async (payment: ProvenPayment, wrongOf: (payment: ProvenPayment) => Difference[]) => {
    const wrong = wrongOf(payment)
    if (!wrong.length) return
    await lookAndSettle(platform, payment.tenantId, payment.orderId, payment.id)
    const after = await find(payment.id)
    const left = new Set((after ? wrongOf(after) : wrong).map(({ what }) => what))
    for (const difference of wrong) await write(subjectOf(after ?? payment), difference, !left.has(difference.what), run)
  }

  await storeMovements(platform, run, gateway.movements(from, to))
  for await (const known of gateway.paymentsSince(from)) {
    const payment = known.paymentId ? await find(known.paymentId) : undefined
    if (payment) {
      seen.add(payment.id)
      await compare(payment, (now_) => [...between(known, now_), ...inside(now_)])
    } else {
      const subject = { ref: known.objectId, tenantId: null, orderId: null, paymentId: null, currency: currencyOf(known) }
      for (const difference of between(known, undefined)) await write(subject, difference, false, run)
    }
    await step()
  }

  let after: ProvenPayment['id'] | null = null
  for (;;) {
    const last: ProvenPayment['id'] | null = after
    const account = { provider: run.provider, account: run.account }
    const rows: ProvenPayment[] = await asPlatform(platformDb, (trx) =>
      listProven(trx, { ...account, since: from, after: last, limit: portion }),
    )
    for (const payment of rows) {
      if (seen.has(payment.id)) continue
      seen.add(payment.id)
      await compare(payment, (now_) => [...inside(now_), notListed(now_)])
      await step()
    }
    after = rows.at(-1)?.id ?? null
    if (rows.length < portion || after === null) break
  }

  const broken = await asPlatform(platformDb, (trx) => listBroken(trx))
  for (const { law, ref, tenantId } of broken) {
    const subject = { ref: refOfLaw({ law, ref }), tenantId, orderId: null, paymentId: null, currency: null }
    await write(subject, lawBroken(law), false, ourselves)
  }
  await closeWhatIsOver(platform, run, seen, new Set(broken.map(refOfLaw)))
  await writeProgress(db.open, run.id, progress)
  return { checked: progress.checked, met }
}

function currencyOf({ facts }: ProviderPayment): string | null {
  return Object.values(facts.captures ?? {})[0]?.currency ?? facts.currency ?? null
}

async function storeMovements({ db }: Reconciling, run: Run, movements: AsyncIterable<Movement>): Promise<void> {
  let lines: Movement[] = []
  const flush = async () => {
    await recordMovements(db.open, run.provider, run.account, lines)
    lines = []
  }
  for await (const line of movements) {
    lines.push(line)
    if (lines.length >= portion) await flush()
  }
  await flush()
}

/** What was open before and has not been met again: of what this run has looked at, it is over; of the rest, each is looked at by itself. */
async function closeWhatIsOver(platform: Reconciling, run: Run, seen: ReadonlySet<string>, broken: ReadonlySet<string>): Promise<void> {
  const { db, now } = platform
  for (const finding of await listOpenFindings(db.open, run.provider, run.account, run.id, portion)) {
    const looked = finding.paymentId !== null && seen.has(finding.paymentId)
    if (looked || (await isOver(platform, finding))) await closeFindings(db.open, { ...finding, ref: finding.providerRef }, now())
  }
  for (const finding of await listOpenFindings(db.open, ourselves.provider, ourselves.account, run.id, portion)) {
    if (!broken.has(finding.providerRef)) await closeFindings(db.open, { ...finding, ref: finding.providerRef }, now())
  }
}
