import { expect } from 'vitest'
import { liveHistories } from './run-histories.ts'

/** What has to have happened among five hundred histories for them to say anything. */
const often = {
  'killed in the middle': 200,
  'provider silent': 40,
  'webhook lost': 20,
  'event delivered out of turn': 30,
  'everything told again': 20,
  'refund asked': 20,
  'access given': 30,
  'statement imported': 20,
  'purchase by paypal': 60,
  'purchase by bank_transfer': 40,
  '= payment paid': 150,
}

/** Half of the histories that the tests live: one file for each core. */
export async function expectNoLawBroken(seed: number): Promise<void> {
  const { histories, counts, failure } = await liveHistories({ runs: 500, seed, lanes: 4 })
  expect(failure).toBeNull()
  expect(histories).toBe(500)
  const seldom = Object.entries(often).filter(([what, least]) => (counts.get(what) ?? 0) < least)
  expect(seldom.map(([what, least]) => `${what}: ${counts.get(what) ?? 0} of ${least}`)).toEqual([])
}
