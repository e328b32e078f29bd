import { CourseId, LessonId, ModuleId } from '@edurise/contracts/ids'
import type { Lesson, LessonView } from '@edurise/contracts'

const uuid = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const idOf = (name: string) => LessonId.parse(uuid(Number(name.slice(1))))

export const courseId = CourseId.parse(uuid(900))

/** A text lesson called `l1`, `l2`…, or what the parts make of it. */
export function aLesson(name: string, parts: Partial<Lesson> = {}): Lesson {
  return {
    id: idOf(name),
    title: `Lesson ${name}`,
    kind: 'text',
    minutes: 5,
    html: '<p>Two lines cross where you are.</p>',
    video: null,
    quiz: null,
    rule: { kind: 'reach_end' },
    progress: null,
    lastResult: null,
    lastAnswers: null,
    ...parts,
  }
}

/** A course of two parts with lessons l1, l2 and l3, opened at one of them. */
export function aView(parts: Partial<LessonView> & Pick<LessonView, 'lesson'>): LessonView {
  const outline = (name: string) => ({ id: idOf(name), title: `Lesson ${name}`, kind: 'text' as const, minutes: 5, preview: name === 'l1' })
  return {
    course: { id: courseId, slug: 'sea-navigation', title: 'Sea navigation', language: 'en', tenantName: 'Harbour', tenantSlug: 'harbour' },
    modules: [
      { id: ModuleId.parse(uuid(801)), title: 'The chart', lessons: [outline('l1'), outline('l2')] },
      { id: ModuleId.parse(uuid(802)), title: 'The plan', lessons: [outline('l3')] },
    ],
    done: [],
    as: 'enrolled',
    ...parts,
  }
}
