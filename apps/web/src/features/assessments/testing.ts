import type { QuizQuestion, QuizResult } from '@edurise/contracts'

const option = (id: string) => ({ id, html: `Option ${id}` })

/** One question of each kind. */
export const questions: [QuizQuestion, QuizQuestion, QuizQuestion] = [
  { id: 'q1', kind: 'single', promptHtml: '<p>Where do you measure distance?</p>', points: 1, options: [option('a'), option('b')] },
  { id: 'q2', kind: 'multiple', promptHtml: '<p>What changes deviation?</p>', points: 2, options: [option('a'), option('b')] },
  { id: 'q3', kind: 'short', promptHtml: '<p>How many minutes?</p>', points: 1, options: [] },
]

export function aResult(passed: boolean): QuizResult {
  return {
    points: passed ? 4 : 1,
    maxPoints: 4,
    percent: passed ? 100 : 25,
    passPercent: 70,
    passed,
    handedInAt: '2026-11-23T20:00:00.000Z',
    questions: questions.map(({ id }, index) => ({
      id,
      correct: passed || index === 0,
      points: passed || index === 0 ? 1 : 0,
      explanationHtml: `<p>Because of ${id}.</p>`,
      solution: passed ? ['a'] : null,
    })),
  }
}
