import { expect, it } from 'vitest'
import { liveHistories } from './testing/run-histories.ts'

/** What has to have happened among 1,000 histories for them to say anything. */
const often = {
  'killed in the middle': 500,
  'provider silent': 200,
  'webhook lost': 100,
  'event delivered out of turn': 200,
  'jobs at the same moment': 50,
  'everything told again': 60,
  'refund made': 30,
  'refund made, clicked twice': 30,
  'refund asked': 20,
  'refund failed after it had succeeded': 10,
  'dispute opened': 20,
  'dispute opened over a part': 20,
  'dispute won': 5,
  'dispute lost': 5,
  'dispute withdrawn': 5,
  'access given': 100,
  'access taken': 10,
  cancel: 50,
  'the bank settles: paid': 5,
  'the bank settles: failed': 5,
  'forged webhook refused': 20,
  '= payment paid': 200,
  '= payment partially_refunded': 50,
  '= payment refunded': 50,
  '= payment charged_back': 5,
  '= payment mismatch': 10,
  '= payment unfulfillable': 5,
}

it('1,000 random histories of buyers, admins, banks and killed processes break no law', { timeout: 900_000 }, async () => {
  const { histories, counts, failure } = await liveHistories({ runs: 1_000, seed: 20_261_124 })
  expect(failure).toBeNull()
  expect(histories).toBe(1_000)
  const seldom = Object.entries(often).filter(([what, least]) => (counts.get(what) ?? 0) < least)
  expect(seldom.map(([what, least]) => `${what}: ${counts.get(what) ?? 0} of ${least}`)).toEqual([])
})
