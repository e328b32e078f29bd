import { expect, it } from 'vitest'
import { liveHistories } from './testing/run-histories.ts'

/** What has to have happened among the histories for them to say anything. */
const often = {
  'killed in the middle': 8,
  'provider silent': 2,
  'webhook lost': 1,
  'event delivered out of turn': 2,
  'everything told again': 1,
  'refund asked': 1,
  'access given': 2,
  'purchase by paypal': 2,
  'purchase by bank_transfer': 1,
  '= payment paid': 8,
}

it('60 random histories of buyers, admins, banks and killed processes break no law', { timeout: 900_000 }, async () => {
  const { histories, counts, failure } = await liveHistories({ runs: 60, seed: 20_261_124 })
  expect(failure).toBeNull()
  expect(histories).toBe(60)
  const seldom = Object.entries(often).filter(([what, least]) => (counts.get(what) ?? 0) < least)
  expect(seldom.map(([what, least]) => `${what}: ${counts.get(what) ?? 0} of ${least}`)).toEqual([])
})
