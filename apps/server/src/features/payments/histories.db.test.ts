import { expect, it } from 'vitest'
import { liveHistories } from './testing/run-histories.ts'

/** What has to have happened among 1,000 histories for them to say anything. */
const often = {
  'killed in the middle': 200,
  'provider silent': 60,
  'webhook lost': 40,
  'event delivered out of turn': 50,
  'jobs at the same moment': 20,
  'everything told again': 30,
  'refund made': 20,
  'refund made, clicked twice': 10,
  'refund asked': 30,
  'refund failed after it had succeeded': 2,
  'dispute opened': 5,
  'dispute opened over a part': 10,
  'dispute won': 1,
  'dispute lost': 1,
  'dispute withdrawn': 1,
  'access given': 80,
  'access taken': 5,
  cancel: 25,
  'purchase by paypal': 80,
  'purchase by bank_transfer': 50,
  'PayPal: approved': 60,
  'transfer approved': 10,
  'transfer undone': 1,
  'the bank settles: paid': 4,
  'the bank settles: failed': 2,
  'forged webhook refused': 10,
  '= payment paid': 250,
  '= payment partially_refunded': 10,
  '= payment refunded': 10,
  '= payment charged_back': 1,
  '= payment mismatch': 3,
  '= payment unfulfillable': 1,
}

it('1,000 random histories of buyers, admins, banks and killed processes break no law', { timeout: 900_000 }, async () => {
  const { histories, counts, failure } = await liveHistories({ runs: 1_000, seed: 20_261_124 })
  expect(failure).toBeNull()
  expect(histories).toBe(1_000)
  const seldom = Object.entries(often).filter(([what, least]) => (counts.get(what) ?? 0) < least)
  expect(seldom.map(([what, least]) => `${what}: ${counts.get(what) ?? 0} of ${least}`)).toEqual([])
})
