import type { AuthoredQuestion } from '@edurise/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainAnswer, scoreQuiz } from './score-quiz.ts'

const question = (values: Partial<AuthoredQuestion>): AuthoredQuestion => ({
  id: 'q',
  kind: 'single',
  prompt: '?',
  points: 1,
  options: [],
  accepted: [],
  explanation: '',
  ...values,
})
const options = [
  { id: 'a', text: 'a', correct: true },
  { id: 'b', text: 'b', correct: true },
  { id: 'c', text: 'c', correct: false },
]
const right = (values: Partial<AuthoredQuestion>, given: string[]) =>
  scoreQuiz({ questions: [question(values)] }, { q: given }).points === 1

describe('a quiz', () => {
  it('gives points for a choice of several only when it is complete and holds nothing wrong', () => {
    const multiple = { kind: 'multiple', options } as const
    expect(right(multiple, ['a', 'b'])).toBe(true)
    expect(right(multiple, ['b', 'a', 'a'])).toBe(true)
    expect(right(multiple, ['a'])).toBe(false)
    expect(right(multiple, ['a', 'b', 'c'])).toBe(false)
    expect(right(multiple, [])).toBe(false)
  })

  it.each([
    [' 48  MIN', '48 min'],
    ['٤٨', '48'],
    ['۴۸', '48'],
    ['٣٫٥', '3.5'],
    ['أحمد', 'احمد'],
    ['مدرسة', 'مدرسه'],
    ['هدى', 'هدي'],
    ['كِتَابٌ', 'كتاب'],
    ['كـتـاب', 'كتاب'],
    ['\u200F48', '48'],
  ])('takes the short answer %j for %j', (given, accepted) => {
    expect(right({ kind: 'short', accepted: [accepted] }, [given])).toBe(true)
    expect(right({ kind: 'short', accepted: [given] }, [accepted])).toBe(true)
  })

  it('does not take an empty answer, nor the properties of an object, for an answer', () => {
    expect(right({ kind: 'short', accepted: ['x'] }, ['  '])).toBe(false)
    expect(scoreQuiz({ questions: [question({ id: 'constructor', kind: 'short', accepted: ['x'] })] }, {}).points).toBe(0)
  })

  it('rounds down, so that the pass mark is reached and not nearly reached', () => {
    const questions = ['1', '2', '3'].map((id) => question({ id, kind: 'short', accepted: ['x'] }))
    expect(scoreQuiz({ questions }, { '1': ['x'], '2': ['x'] }).percent).toBe(66)
    expect(scoreQuiz({ questions: [] }, {}).percent).toBe(0)
  })

  it('compares what is plain already as it is', () => {
    const signs = fc.constantFrom(...Array.from('aB 48٤۸٫أإآةىئءكِّـxي\u200F'))
    fc.assert(
      fc.property(fc.string({ unit: signs }), (text) => {
        expect(plainAnswer(plainAnswer(text))).toBe(plainAnswer(text))
      }),
    )
  })
})
