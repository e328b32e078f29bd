import { expect, it } from 'vitest'
import { covered, merged, percentOf, whole } from './ranges.ts'

it('ranges that touch or overlap become one, whatever their order', () => {
  expect(
    merged([
      [10, 20],
      [0, 5],
      [5, 8],
      [15, 30],
    ]),
  ).toEqual([
    [0, 8],
    [10, 30],
  ])
})

it('a range inside another adds nothing, and an empty one is none', () => {
  expect(
    merged([
      [0, 10],
      [2, 3],
      [4, 4],
      [9, 8],
    ]),
  ).toEqual([[0, 10]])
})

it('merging what is merged changes nothing', () => {
  const once = merged([
    [7, 9],
    [1, 3],
    [2, 4],
  ])
  expect(merged(once)).toEqual(once)
})

it('watching the same second twice counts once', () => {
  expect(
    covered([
      [0, 10],
      [5, 15],
    ]),
  ).toBe(15)
})

it('a video is watched to 100 % only when all of its whole seconds are', () => {
  expect(percentOf([[0, 62]], 62.4)).toBe(100)
  expect(percentOf([[0, 61]], 62.4)).toBe(98)
  expect(percentOf([[0, 10]], 0)).toBe(0)
})

it('pieces of a second join without a gap', () => {
  expect(merged([whole([0, 4.3]), whole([4, 9.9]), whole([9, 12.01])])).toEqual([[0, 12]])
})
