import type { AuthoredQuestion, AuthoredQuiz, Check, LessonId } from '@edurise/contracts'
import type { StoredVideo } from '@edurise/db'

export interface CourseFacts {
  title: string
  promise: string
  outcomes: readonly string[]
  priceMinor: number
  currency: string
}

export interface LessonFacts {
  id: LessonId
  kind: 'text' | 'video' | 'quiz'
  preview: boolean
  hasText: boolean
  /** A picture in its text has no words for who cannot see it. */
  undescribed: boolean
  video: StoredVideo | null
  quiz: AuthoredQuiz | null
}

/** Least charge of the card provider in minor units, by currency (docs.stripe.com/currencies); above it, anything. */
const leastCharge: Record<string, number> = { USD: 50, EUR: 50 }

export function isSellablePrice(priceMinor: number, currency: string): boolean {
  return priceMinor === 0 || priceMinor >= (leastCharge[currency] ?? 1)
}

export function hasRightAnswer({ kind, prompt, options, accepted }: AuthoredQuestion): boolean {
  if (!prompt.trim()) return false
  if (kind === 'short') return accepted.length > 0
  const right = options.filter(({ correct }) => correct).length
  return options.length > 1 && options.every(({ text }) => text.trim()) && (kind === 'single' ? right === 1 : right > 0)
}

function isEmpty({ kind, hasText, video, quiz }: LessonFacts): boolean {
  if (kind === 'text') return !hasText
  return kind === 'video' ? !video?.fileId : !quiz?.questions.length
}

/** What stands between a draft and its publication. */
export function checksOf({ title, promise, outcomes, priceMinor, currency }: CourseFacts, lessons: readonly LessonFacts[]): Check[] {
  const idsWhere = (concerned: (lesson: LessonFacts) => boolean) => lessons.filter(concerned).map(({ id }) => id)
  const ofCourse = (code: Check['code'], done: boolean, required = true): Check => ({ code, done, required, lessons: [] })
  const ofLessons = (code: Check['code'], concerned: LessonId[]): Check => ({
    code,
    done: concerned.length === 0,
    required: true,
    lessons: concerned,
  })
  return [
    ofCourse('title', title.trim().length >= 3),
    ofCourse('promise', promise.trim() !== ''),
    ofCourse('outcomes', outcomes.length > 0),
    ofCourse('lessons', lessons.length > 0),
    ofLessons('empty_lessons', idsWhere(isEmpty)),
    ofLessons(
      'captions',
      idsWhere(({ kind, video }) => kind === 'video' && !!video?.fileId && video.captions.length === 0),
    ),
    ofLessons(
      'images_described',
      idsWhere(({ undescribed }) => undescribed),
    ),
    ofLessons(
      'quiz_answers',
      idsWhere(({ kind, quiz }) => kind === 'quiz' && !(quiz?.questions ?? []).every(hasRightAnswer)),
    ),
    ofCourse(
      'preview',
      lessons.some(({ preview }) => preview),
      false,
    ),
    ofCourse('price', isSellablePrice(priceMinor, currency)),
  ]
}

/** Codes of what is required and missing. */
export function missingOf(checks: readonly Check[]): Check['code'][] {
  return checks.filter(({ done, required }) => required && !done).map(({ code }) => code)
}
