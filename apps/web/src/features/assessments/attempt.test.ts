import { beforeEach, expect, it } from 'vitest'
import { forgetAttempt, isAnswered, keepAttempt, keyOf, newAttempt, openAttempt, optionAt, withChoice } from './attempt.ts'
import { questions } from './testing.ts'

const [single, multiple] = questions

beforeEach(() => localStorage.clear())

it('letters and numbers choose the option they stand for, and nothing beyond the last', () => {
  expect(['a', 'b', 'd', '1', '4', 'e', '5', 'Enter', 'z', ' '].map((key) => optionAt(key, 4))).toEqual([0, 1, 3, 0, 3, -1, -1, -1, -1, -1])
})

it('keys are lettered, and numbered where the keyboard has other letters', () => {
  expect([0, 1].map((index) => keyOf(index, 'so'))).toEqual(['A', 'B'])
  expect([0, 1].map((index) => keyOf(index, 'ar'))).toEqual(['1', '2'])
})

it('of one answer the last choice counts; of several each choice comes and goes', () => {
  expect(withChoice(single, withChoice(single, {}, 'a'), 'b')).toEqual({ q1: ['b'] })
  const both = withChoice(multiple, withChoice(multiple, {}, 'b'), 'a')
  expect(both).toEqual({ q2: ['a', 'b'] })
  expect(withChoice(multiple, both, 'b')).toEqual({ q2: ['a'] })
})

it('spaces are no answer', () => {
  expect(isAnswered({ q3: ['  '] }, 'q3')).toBe(false)
  expect(isAnswered({ q3: [' 48 '] }, 'q3')).toBe(true)
})

it('an attempt comes back as it was left, without questions that are gone, and only to who made it', () => {
  const attempt = { ...newAttempt(), answers: { q1: ['a'], gone: ['x'] }, flags: ['q2', 'gone'], at: 7 }
  keepAttempt(localStorage, 'amina', 'lesson', attempt)
  expect(openAttempt(localStorage, 'amina', 'lesson', questions)).toEqual({ ...attempt, answers: { q1: ['a'] }, flags: ['q2'], at: 2 })
  expect(openAttempt(localStorage, 'hodan', 'lesson', questions)).toBeNull()
  forgetAttempt(localStorage, 'amina', 'lesson')
  expect(openAttempt(localStorage, 'amina', 'lesson', questions)).toBeNull()
})

it('what was damaged in keeping is no attempt', () => {
  localStorage.setItem('attempt:amina:lesson', '{"key":1}')
  expect(openAttempt(localStorage, 'amina', 'lesson', questions)).toBeNull()
})
