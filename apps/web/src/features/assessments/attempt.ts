import type { Answers, QuizQuestion } from '@edurise/contracts'

/** One try at a check, as this device keeps it until the server has answered. */
export interface Attempt {
  /** Sent with every try to hand in: the second one finds the result of the first. */
  key: string
  answers: Answers
  /** Questions to look at again. */
  flags: string[]
  /** The question on screen, counted from 0. */
  at: number
  keptAt: string | null
  /** Handed in, but no answer came: the server may have these answers, so they are not changed any more. */
  sent: boolean
}

export const newAttempt = (): Attempt => ({ key: crypto.randomUUID(), answers: {}, flags: [], at: 0, keptAt: null, sent: false })

const nameOf = (personId: string, lessonId: string) => `attempt:${personId}:${lessonId}`

/** The attempt that was going on when the page was left, without what is no longer asked; null when there is none. */
export function openAttempt(storage: Storage, personId: string, lessonId: string, questions: readonly QuizQuestion[]): Attempt | null {
  const kept = parse(storage.getItem(nameOf(personId, lessonId)))
  if (!kept) return null
  const asked = new Map(questions.map((question) => [question.id, question]))
  return {
    ...kept,
    answers: Object.fromEntries(Object.entries(kept.answers).filter(([id]) => asked.has(id))),
    flags: kept.flags.filter((id) => asked.has(id)),
    at: Math.min(kept.at, Math.max(0, questions.length - 1)),
  }
}

/** False when the device has no room for it: then it lives only as long as the page. */
export function keepAttempt(storage: Storage, personId: string, lessonId: string, attempt: Attempt): boolean {
  try {
    storage.setItem(nameOf(personId, lessonId), JSON.stringify(attempt))
    return true
  } catch {
    return false
  }
}

export const forgetAttempt = (storage: Storage, personId: string, lessonId: string): void => storage.removeItem(nameOf(personId, lessonId))

function parse(text: string | null): Attempt | null {
  try {
    const found: unknown = JSON.parse(text ?? 'null')
    return isAttempt(found) ? found : null
  } catch {
    return null
  }
}

function isAttempt(value: unknown): value is Attempt {
  if (typeof value !== 'object' || value === null) return false
  const { key, answers, flags, at, sent } = value as Partial<Record<keyof Attempt, unknown>>
  return (
    typeof key === 'string' &&
    typeof answers === 'object' &&
    answers !== null &&
    Array.isArray(flags) &&
    Number.isInteger(at) &&
    typeof sent === 'boolean'
  )
}

/** Whether something was chosen or written. */
export const isAnswered = (answers: Answers, questionId: string): boolean => (answers[questionId] ?? []).some((one) => one.trim() !== '')

/** The answers after an option was pressed: one of them, or one more or less of several. */
export function withChoice(question: Pick<QuizQuestion, 'id' | 'kind' | 'options'>, answers: Answers, optionId: string): Answers {
  const chosen = answers[question.id] ?? []
  if (question.kind === 'single') return { ...answers, [question.id]: [optionId] }
  const next = new Set(chosen.includes(optionId) ? chosen.filter((id) => id !== optionId) : [...chosen, optionId])
  return { ...answers, [question.id]: question.options.map(({ id }) => id).filter((id) => next.has(id)) }
}

/** What is written on the key of an option: letters, or digits where keyboards have other letters. */
export const keyOf = (index: number, language: string): string => (language === 'ar' ? String(index + 1) : String.fromCharCode(65 + index))

/** The option a key stands for: its letter or its number; -1 for all other keys. */
export function optionAt(key: string, count: number): number {
  const index = /^[a-l]$/.test(key) ? key.charCodeAt(0) - 97 : /^[1-9]$/.test(key) ? Number(key) - 1 : -1
  return index < count ? index : -1
}
