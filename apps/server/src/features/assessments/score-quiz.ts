import type { Answers, AuthoredQuestion, AuthoredQuiz } from '@edurise/contracts'

export interface Score {
  points: number
  maxPoints: number
  percent: number
  /** By question, in order. */
  correct: { id: string; correct: boolean; points: number }[]
}

const easternDigits = /[\u0660-\u0669\u06F0-\u06F9]/g

/** A short answer as it is compared: case, spaces, marks above letters, the ways to write alef, and the kind of digits make no difference. */
export function plainAnswer(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u064B-\u065F\u0670\u0640\u200C-\u200F\u2066-\u2069]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ؤ/g, 'و')
    .replace(/[ئى]/g, 'ي')
    .replace(/ء/g, '')
    .replace(/ة/g, 'ه')
    .replace(easternDigits, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/٫/g, '.')
    .replace(/٬/g, ',')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

function isRight({ kind, options, accepted }: AuthoredQuestion, given: readonly string[]): boolean {
  if (kind === 'short') {
    const answer = plainAnswer(given[0] ?? '')
    return answer !== '' && accepted.some((text) => plainAnswer(text) === answer)
  }
  const right = options.filter(({ correct }) => correct).map(({ id }) => id)
  const chosen = new Set(given)
  return right.length > 0 && chosen.size === right.length && right.every((id) => chosen.has(id))
}

/** Counts points: a question gives all of them or none. Answers to questions that are not there count nothing. */
export function scoreQuiz({ questions }: AuthoredQuiz, answers: Answers): Score {
  const correct = questions.map((question) => {
    const right = isRight(question, Object.hasOwn(answers, question.id) ? (answers[question.id] ?? []) : [])
    return { id: question.id, correct: right, points: right ? question.points : 0 }
  })
  const points = correct.reduce((sum, question) => sum + question.points, 0)
  const maxPoints = questions.reduce((sum, question) => sum + question.points, 0)
  return { points, maxPoints, percent: maxPoints ? Math.floor((100 * points) / maxPoints) : 0, correct }
}
