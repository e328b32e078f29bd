import type { CourseDraft, LessonDraft } from '@edurise/contracts'

/** A brand is only a name for the compiler: one made here serves as well. */
const id = <T extends string>(n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}` as T

type DraftLesson = CourseDraft['modules'][number]['lessons'][number]
export const lessonId = (n: number) => id<LessonDraft['id']>(100 + n)
export const moduleId = (n: number) => id<LessonDraft['moduleId']>(10 + n)

const aRow = (n: number): DraftLesson => ({ id: lessonId(n), title: `Lesson ${n}`, kind: 'text', minutes: 5, preview: false, ready: true })

export const aDraft = (facts: Partial<CourseDraft> = {}): CourseDraft => ({
  id: id<CourseDraft['id']>(1),
  slug: 'knots',
  title: 'Knots',
  promise: 'Tie them',
  description: '',
  language: 'en',
  subject: 'build',
  level: 'beginner',
  outcomes: ['Bowline'],
  faq: [],
  cover: { seed: 'knots', fileId: null, url: null },
  state: 'draft',
  priceMinor: 0,
  currency: 'USD',
  refundDays: 14,
  teacherId: id<CourseDraft['teacherId']>(2),
  teacherName: 'Ines Calder',
  teacherBio: '',
  version: 1,
  updatedAt: '2026-11-23T20:00:00.000Z',
  publishedAt: null,
  modules: [
    { id: moduleId(1), title: 'First', lessons: [aRow(1), aRow(2)] },
    { id: moduleId(2), title: 'Second', lessons: [aRow(3)] },
  ],
  checks: [{ code: 'promise', done: true, required: true, lessons: [] }],
  learners: 0,
  ...facts,
})

export const aLessonDraft = (facts: Partial<LessonDraft> = {}): LessonDraft => ({
  id: lessonId(1),
  courseId: id<LessonDraft['courseId']>(1),
  moduleId: moduleId(1),
  title: 'Lesson 1',
  kind: 'text',
  minutes: 5,
  preview: false,
  body: 'Once.',
  html: '<p>Once.</p>',
  video: null,
  quiz: null,
  passPercent: 70,
  watchPercent: 80,
  version: 1,
  updatedAt: '2026-11-23T20:00:00.000Z',
  ...facts,
})
