import { AppError, Provider, type CourseId, type payments } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import { asTenant, type CallContext, type Platform } from '../../../context.ts'
import { paypalTakes } from '../../../gateways/paypal/amounts.ts'
import { recordAudit } from '../../audit/index.ts'
import { findOffer } from '../../courses/index.ts'
import { listMethods, listSaleCurrencies, writeMethod } from './queries.ts'

type Missing = 'platform_account' | 'bank_account' | null

interface Method {
  currency: string
  provider: Provider
  enabled: boolean
  missing: Missing
}

/** Cards are on until somebody switches them off; every other way is off until somebody switches it on. */
async function methodsFor(
  trx: TenantDb,
  { gateways }: Pick<Platform, 'gateways'>,
  tenantId: CallContext<typeof payments.settings>['tenantId'],
  currencies: string[],
): Promise<Method[]> {
  const methods = await listMethods(trx, tenantId)
  const switched = new Map(methods.switched.map(({ currency, provider, enabled }) => [`${currency}:${provider}`, enabled]))
  const transfers = new Set(methods.transfers)
  const missingOf = (currency: string, provider: Provider): Missing => {
    if (provider === 'paypal' && !gateways.paypal) return 'platform_account'
    return provider === 'bank_transfer' && !transfers.has(currency) ? 'bank_account' : null
  }
  return currencies.flatMap((currency) =>
    Provider.options
      .filter((provider) => provider !== 'paypal' || paypalTakes(currency))
      .map((provider) => ({
        currency,
        provider,
        enabled: switched.get(`${currency}:${provider}`) ?? provider === 'stripe',
        missing: missingOf(currency, provider),
      })),
  )
}

/** The ways in which this currency can be paid now, the usual first. */
export async function offeredMethods(
  trx: TenantDb,
  platform: Pick<Platform, 'gateways'>,
  tenantId: CallContext<typeof payments.settings>['tenantId'],
  currency: string,
): Promise<Provider[]> {
  const methods = await methodsFor(trx, platform, tenantId, [currency])
  return methods.filter(({ enabled, missing }) => enabled && !missing).map(({ provider }) => provider)
}

export function methodsOf(
  ctx: CallContext<typeof payments.methods>,
  { courseId }: { courseId: CourseId },
): Promise<{ currency: string; providers: Provider[] }> {
  return asTenant(ctx, async (trx) => {
    const offer = await findOffer(trx, ctx.tenantId, courseId)
    if (!offer || offer.state !== 'published') throw new AppError('COURSE_NOT_FOUND', {})
    return { currency: offer.currency, providers: await offeredMethods(trx, ctx, ctx.tenantId, offer.currency) }
  })
}

export function paymentSettings(ctx: CallContext<typeof payments.settings>): Promise<Method[]> {
  return asTenant(ctx, async (trx) => methodsFor(trx, ctx, ctx.tenantId, await listSaleCurrencies(trx, ctx.tenantId)))
}

export function switchMethod(
  ctx: CallContext<typeof payments.switchMethod>,
  { currency, provider, enabled }: { currency: string; provider: Provider; enabled: boolean },
): Promise<{ enabled: boolean }> {
  const { tenantId, person } = ctx
  return asTenant(ctx, async (trx) => {
    const method = (await methodsFor(trx, ctx, tenantId, [currency])).find((one) => one.provider === provider)
    if (!method || (enabled && method.missing)) throw new AppError('METHOD_NOT_OFFERED', { provider })
    await writeMethod(trx, tenantId, currency, provider, enabled)
    await recordAudit(trx, {
      tenantId,
      actorId: person.id,
      action: 'payments.switchMethod',
      object: `method:${currency}:${provider}`,
      before: { enabled: method.enabled },
      after: { enabled },
      at: ctx.now(),
    })
    return { enabled }
  })
}
