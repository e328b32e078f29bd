/** A lesson as thread and foot show it. `kind` is open: only quizzes and live classes look different. */
export interface ThreadLesson {
  minutes: number
  kind?: string | undefined
  /** Position of its module in the course, from 0. */
  module: number
}

export interface Stripe {
  minutes: number
  kind: 'plain' | 'quiz' | 'live'
  state: 'rest' | 'done' | 'here'
  /** Begins a module, but is not the first of all. */
  gap: boolean
}

/** Above this many lessons a stripe stands for a module. */
const finest = 80

const kindOf = (kind: string | undefined): Stripe['kind'] => (kind === 'quiz' || kind === 'live' ? kind : 'plain')

/**
 * The stripes of a course. `done` names the lessons that are done by their position, `here` the one the learner is at.
 * A module's stripe is done when all of it is, and here when the learner is in it.
 */
export function stripesOf(lessons: readonly ThreadLesson[], done: ReadonlySet<number>, here: number | undefined): Stripe[] {
  const state = (index: number): Stripe['state'] => (index === here ? 'here' : done.has(index) ? 'done' : 'rest')
  if (lessons.length <= finest) {
    return lessons.map((lesson, index) => ({
      minutes: Math.max(1, lesson.minutes),
      kind: kindOf(lesson.kind),
      state: state(index),
      gap: index > 0 && lessons[index - 1]!.module !== lesson.module,
    }))
  }
  const modules = new Map<number, number[]>()
  lessons.forEach((lesson, index) => modules.set(lesson.module, [...(modules.get(lesson.module) ?? []), index]))
  return [...modules.values()].map((indexes) => ({
    minutes: indexes.reduce((sum, index) => sum + Math.max(1, lessons[index]!.minutes), 0),
    kind: 'plain',
    state: here !== undefined && indexes.includes(here) ? 'here' : indexes.every((index) => done.has(index)) ? 'done' : 'rest',
    gap: false,
  }))
}
