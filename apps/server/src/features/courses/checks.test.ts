import type { AuthoredQuestion, LessonId } from '@edurise/contracts'
import { newId } from '@edurise/db'
import { describe, expect, it } from 'vitest'
import { checksOf, missingOf, type LessonFacts } from './checks.ts'
import { slugCandidates, slugOf } from './slug.ts'

const course = { title: 'Knots', promise: 'Tie them', outcomes: ['Bowline'], priceMinor: 0, currency: 'USD' }
const lesson = (facts: Partial<LessonFacts> = {}): LessonFacts => ({
  id: newId<LessonId>(),
  kind: 'text',
  preview: false,
  hasText: true,
  undescribed: false,
  video: null,
  quiz: null,
  ...facts,
})
const question = (values: Partial<AuthoredQuestion>): AuthoredQuestion => ({
  id: 'q',
  kind: 'single',
  prompt: 'Which?',
  points: 1,
  accepted: [],
  explanation: '',
  options: [
    { id: 'a', text: 'This', correct: true },
    { id: 'b', text: 'That', correct: false },
  ],
  ...values,
})
const quiz = (...questions: AuthoredQuestion[]) => lesson({ kind: 'quiz', quiz: { questions } })
const missing = (lessons: LessonFacts[], values = {}) => missingOf(checksOf({ ...course, ...values }, lessons))

describe('what a course needs before it is published', () => {
  it('is nothing when all is there; a preview is advice', () => {
    expect(missing([lesson()])).toEqual([])
    expect(checksOf(course, [lesson()]).find(({ code }) => code === 'preview')).toMatchObject({ done: false, required: false })
  })

  it('is a promise, outcomes, and lessons', () => {
    expect(missing([], { promise: ' ', outcomes: [] })).toEqual(['promise', 'outcomes', 'lessons'])
  })

  it('names the lessons that are empty, without captions, or with pictures without words', () => {
    const [empty, noVideo, noQuestions, mute, dark] = [
      lesson({ hasText: false }),
      lesson({ kind: 'video' }),
      lesson({ kind: 'quiz' }),
      lesson({ kind: 'video', video: { fileId: newId(), durationSeconds: 3, captions: [] } }),
      lesson({ undescribed: true }),
    ]
    const checks = checksOf(course, [lesson(), empty, noVideo, noQuestions, mute, dark])
    const concerned = (code: string) => checks.find((check) => check.code === code)?.lessons
    expect(concerned('empty_lessons')).toEqual([empty.id, noVideo.id, noQuestions.id])
    expect(concerned('captions')).toEqual([mute.id])
    expect(concerned('images_described')).toEqual([dark.id])
  })

  it('is a right answer to each question, and exactly one where one is asked for', () => {
    const both = [
      { id: 'a', text: 'This', correct: true },
      { id: 'b', text: 'That', correct: true },
    ]
    expect(missing([quiz(question({}))])).toEqual([])
    expect(missing([quiz(question({ kind: 'multiple', options: both }))])).toEqual([])
    expect(missing([quiz(question({ kind: 'short', options: [], accepted: ['x'] }))])).toEqual([])
    for (const wrong of [
      question({ options: both }),
      question({ options: [] }),
      question({ kind: 'short', options: [] }),
      question({ prompt: ' ' }),
    ]) {
      expect(missing([quiz(wrong)])).toEqual(['quiz_answers'])
    }
  })

  it('is a price that the provider can charge, or none', () => {
    expect(missing([lesson()], { priceMinor: 49 })).toEqual(['price'])
    expect(missing([lesson()], { priceMinor: 50 })).toEqual([])
    expect(missing([lesson()], { priceMinor: 1, currency: 'JPY' })).toEqual([])
  })
})

describe('the address of a course', () => {
  it.each([
    ['Coastal navigation: chart, compass, tide', 'coastal-navigation-chart-compass-tide'],
    ['ميزانية البيت', 'myzanya-albyt'],
    ['الخطّ العربي ٢٠٢٦', 'alkht-alarby-2026'],
    ['Xisaabinta ganacsiga yar', 'xisaabinta-ganacsiga-yar'],
    ['Café & crème — l’été', 'cafe-creme-lete'],
    ['日本語', ''],
  ])('of %j is %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug)
  })

  it('is numbered from 2 when it is taken, and never empty', () => {
    expect(slugCandidates('日本語').slice(0, 2)).toEqual(['course', 'course-2'])
  })
})
