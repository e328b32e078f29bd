import { expect, it } from 'vitest'
import { aDraft, lessonId, moduleId } from '../../testing.ts'
import { beside, stepped, withLessonAt, withModuleAt } from './arrange.ts'

const { modules } = aDraft()
const order = (all: typeof modules) => all.map(({ lessons }) => lessons.map(({ title }) => title.slice(-1)).join(''))

it('a step goes on to the next module at the end of one, and stops at the end of the course', () => {
  expect(stepped(modules, lessonId(1), 1)).toEqual({ moduleId: moduleId(1), position: 1 })
  expect(stepped(modules, lessonId(2), 1)).toEqual({ moduleId: moduleId(2), position: 0 })
  expect(stepped(modules, lessonId(3), -1)).toEqual({ moduleId: moduleId(1), position: 2 })
  expect(stepped(modules, lessonId(1), -1)).toBeNull()
  expect(stepped(modules, lessonId(3), 1)).toBeNull()
})

it('a lesson is where it was put, and nowhere else', () => {
  expect(order(withLessonAt(modules, lessonId(1), { moduleId: moduleId(2), position: 1 }))).toEqual(['2', '31'])
  expect(order(withLessonAt(modules, lessonId(1), { moduleId: moduleId(1), position: 1 }))).toEqual(['21', '3'])
})

it('a module takes its lessons along', () => {
  expect(order(withModuleAt(modules, moduleId(2), 0))).toEqual(['3', '12'])
})

it('when a lesson is gone, the next one is opened, or the one before', () => {
  expect(beside(modules, lessonId(1))).toBe(lessonId(2))
  expect(beside(modules, lessonId(3))).toBe(lessonId(2))
})
