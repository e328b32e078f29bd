import type { OutlineModule } from '@edurise/contracts'
import { expect, it } from 'vitest'
import { aLesson, aView } from '../testing.ts'
import { around, donePositions, placed } from './outline.ts'

const modules: OutlineModule[] = aView({ lesson: aLesson('l1') }).modules

it('lessons are counted through the whole course', () => {
  expect(placed(modules).map(({ part, number, lesson }) => [part, number, lesson.title])).toEqual([
    [1, 1, 'Lesson l1'],
    [1, 2, 'Lesson l2'],
    [2, 3, 'Lesson l3'],
  ])
})

it('the first lesson has none before it, the last none after it, and an unknown one neither', () => {
  const lessons = placed(modules)
  const [first, second, third] = lessons.map(({ lesson }) => lesson.id)
  expect(around(lessons, first ?? '')).toMatchObject({ before: undefined, next: { lesson: { id: second } } })
  expect(around(lessons, third ?? '')).toMatchObject({ before: { lesson: { id: second } }, next: undefined })
  expect(around(lessons, 'gone')).toEqual({ here: undefined, before: undefined, next: undefined })
})

it('the thread fills where lessons are done, in whatever order that happened', () => {
  const lessons = placed(modules)
  expect(donePositions(lessons, new Set([lessons[2]?.lesson.id ?? '', 'gone', lessons[0]?.lesson.id ?? '']))).toEqual([0, 2])
})
