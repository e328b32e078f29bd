import { expect, test } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

function clocked() {
  let now = 0
  const read = () => now
  return { make: () => new TokenBuckets('p', 60, read), pass: (seconds: number) => (now += seconds * 1_000) }
}

test('after as many calls as a minute holds the next is told when to come back, and may then', () => {
  const { make, pass } = clocked()
  const buckets = make()
  for (let call = 0; call < 60; call += 1) expect(buckets.take('one')).toBe(0)
  expect(buckets.take('one')).toBe(1)
  expect(buckets.take('another')).toBe(0)
  pass(1)
  expect(buckets.take('one')).toBe(0)
})

test('what was taken in one process is missing in the other', () => {
  const { make } = clocked()
  const [here, there] = [make(), make()]
  for (let call = 0; call < 60; call += 1) here.take('one')
  for (const message of here.tell()) [here, there].forEach((buckets) => buckets.hear(message))
  expect(there.take('one')).toBe(1)
  expect(here.tell()).toEqual([])
})

test('no message is longer than Postgres carries', () => {
  const { make } = clocked()
  const buckets = make()
  for (let caller = 0; caller < 5_000; caller += 1) buckets.take(`caller-${caller}-of-many-that-called`)
  for (const message of buckets.tell()) expect(Buffer.byteLength(message)).toBeLessThan(8_000)
})
