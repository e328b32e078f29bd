import type { Language } from '@edurise/contracts'
import type { ListedModule } from '@edurise/db'
import { normalise, spelled } from '../normalise.ts'

/** Below this many learners a share of finishers says nothing. */
export const tellingLearners = 5

export interface Told {
  language: Language
  title: string
  promise: string
  outcomes: readonly string[]
  teacherName: string
  tenantName: string
  modules: readonly ListedModule[]
  learners: number
  finishers: number
}

/** What follows from a course for its listing. */
export function listingOf({ title, promise, outcomes, teacherName, tenantName, modules, learners, finishers }: Told) {
  const outline = modules.filter(({ lessons }) => lessons.length > 0)
  const lessons = outline.flatMap((module) => module.lessons)
  const inside = [...outcomes, ...outline.map((module) => module.title), ...lessons.map((lesson) => lesson.title)]
  return {
    outline,
    shape: outline.flatMap((module, s) => module.lessons.map(({ minutes: m, kind: k }) => ({ m, k, s }))),
    minutes: lessons.reduce((sum, lesson) => sum + lesson.minutes, 0),
    lessonCount: lessons.length,
    finishPercent: learners < tellingLearners ? 0 : Math.round((100 * finishers) / learners),
    words: {
      title: normalise(title),
      about: normalise([promise, teacherName, tenantName].join(' \n ')),
      inside: normalise(inside.join(' \n ')),
    },
    text: spelled(normalise([title, teacherName, tenantName, promise].join(' '))),
  }
}
