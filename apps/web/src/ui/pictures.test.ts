import { expect, it } from 'vitest'
import { cover, subjects } from './covers/index.ts'
import { stripesOf, type ThreadLesson } from './thread.ts'

const lessons: ThreadLesson[] = Array.from({ length: 26 }, (_, i) => ({
  m: 5 + (i % 7),
  k: i % 5 === 4 ? 'quiz' : 'text',
  s: Math.floor(i / 6),
}))

it('draws a course the same each time, and another course differently', () => {
  expect(cover('sea-navigation', 'data', { lessons })).toBe(cover('sea-navigation', 'data', { lessons }))
  expect(cover('sea-navigation', 'data')).not.toBe(cover('first-aid-basics', 'data'))
})

it('draws every subject with one disc, and leaves it out where asked', () => {
  for (const subject of subjects) {
    const spark = /<circle[^>]*fill="oklch\((0\.83 0\.145 80|0\.62 0\.17 26)\)"/g
    expect(cover('a', subject).match(spark)).toHaveLength(1)
    expect(cover('a', subject, { disc: false }).match(spark)).toBeNull()
    expect(cover('a', subject, { lessons, width: 240, height: 300 })).not.toMatch(/NaN|undefined/)
  }
})

it('weaves one stripe a lesson into the foot', () => {
  const stripes = (picture: string) => picture.match(/<rect/g)?.length ?? 0
  expect(stripes(cover('a', 'language', { lessons })) - stripes(cover('a', 'language'))).toBe(lessons.length + 1)
})

it('shows what is done, where the learner is, and where modules begin', () => {
  const stripes = stripesOf(lessons, new Set([0, 1, 2]), 3)
  expect(stripes.slice(0, 5).map((stripe) => stripe.state)).toEqual(['done', 'done', 'done', 'here', 'rest'])
  expect(stripes.filter((stripe) => stripe.gap)).toHaveLength(4)
  expect(stripes[4]?.kind).toBe('quiz')
})

it('shows a course of more than eighty lessons by its modules', () => {
  const long = Array.from({ length: 120 }, (_, i) => ({ m: 5, k: 'text', s: Math.floor(i / 12) }))
  const stripes = stripesOf(long, new Set(Array.from({ length: 30 }, (_, i) => i)), 31)
  expect(stripes.map((stripe) => stripe.state)).toEqual(['done', 'done', 'here', ...Array.from({ length: 7 }, () => 'rest')])
})
