import { AppError, type Finding, type FindingId, type reconciliation } from '@edurise/contracts'
import { asPlatform } from '@edurise/db'
import type { CallContext, Platform } from '../../context.ts'
import { ProviderRefused, ProviderSilent } from '../../gateways/gateway.ts'
import { lookAndSettle, type Settling } from '../payments/index.ts'
import { findingView } from './finding-view.ts'
import { inside, suspectOf } from './proof/compare.ts'
import { findProven, listBroken } from './proof/queries.ts'
import { findFinding, hasObject, markFinding, type FindingRecord } from './queries.ts'

/** Looks once more at what a finding is about, as every look does, and says whether the two sides agree now. */
export async function isOver(platform: Settling & Pick<Platform, 'platformDb'>, finding: FindingRecord): Promise<boolean> {
  const { db, platformDb } = platform
  const { paymentId, what, provider, account, providerRef, tenantId } = finding
  if (what === 'law_broken')
    return (
      tenantId !== null && (await asPlatform(platformDb, (trx) => listBroken(trx, { tenantId, ref: suspectOf(providerRef) }))).length === 0
    )
  if (!paymentId) return hasObject(db.open, provider, account, providerRef)
  const known = await asPlatform(platformDb, (trx) => findProven(trx, paymentId))
  if (!known) return false
  try {
    await lookAndSettle(platform, known.tenantId, known.orderId, paymentId)
  } catch (error) {
    if (error instanceof ProviderSilent || error instanceof ProviderRefused) return false
    throw error
  }
  // A look takes over what the provider says: what is left to differ is on our side. Whether the provider lists it is a run's to say.
  if (what === 'not_listed') return false
  const payment = await asPlatform(platformDb, (trx) => findProven(trx, paymentId))
  return payment !== undefined && !inside(payment).some((difference) => difference.what === what)
}

async function reread(ctx: Pick<Platform, 'db'>, id: FindingId): Promise<Finding> {
  const finding = await findFinding(ctx.db.open, id)
  if (!finding) throw new AppError('FINDING_NOT_FOUND', {})
  return findingView(finding)
}

export async function repairFinding(
  ctx: CallContext<typeof reconciliation.repair>,
  { findingId }: { findingId: FindingId },
): Promise<Finding> {
  const { db, person, now, log } = ctx
  const finding = await findFinding(db.open, findingId)
  if (!finding) throw new AppError('FINDING_NOT_FOUND', {})
  if (finding.state !== 'open') return findingView(finding)
  log.info({ actor: person.id, findingId, what: finding.what, provider: finding.provider }, 'a finding is looked at again')
  if (await isOver(ctx, finding)) await markFinding(db.open, findingId, { state: 'healed', actorId: person.id, at: now() })
  return reread(ctx, findingId)
}

/** Somebody knows why, and says so: the same difference is not brought up again. */
export async function explainFinding(
  ctx: CallContext<typeof reconciliation.explain>,
  { findingId, note }: { findingId: FindingId; note: string },
): Promise<Finding> {
  const { db, person, now, log } = ctx
  const finding = await findFinding(db.open, findingId)
  if (!finding) throw new AppError('FINDING_NOT_FOUND', {})
  await markFinding(db.open, findingId, { state: 'explained', note, actorId: person.id, at: now() })
  log.info({ actor: person.id, findingId, what: finding.what, provider: finding.provider }, 'a finding is explained')
  return reread(ctx, findingId)
}
