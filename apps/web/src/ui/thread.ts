/** A lesson as thread and foot show it, and as the wire carries it (`shape` of a listing): minutes, kind, and its module counted from 0. */
export interface ThreadLesson {
  m: number
  /** Open: only quizzes and live classes look different. */
  k?: string | undefined
  s: number
}

/** The stripes of an outline: one for each lesson, in order. */
export const shapeOf = (modules: readonly { lessons: readonly { minutes: number; kind: string }[] }[]): ThreadLesson[] =>
  modules.flatMap((module, s) => module.lessons.map(({ minutes, kind }) => ({ m: minutes, k: kind, s })))

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
      minutes: Math.max(1, lesson.m),
      kind: kindOf(lesson.k),
      state: state(index),
      gap: index > 0 && lessons[index - 1]?.s !== lesson.s,
    }))
  }
  const modules = new Map<number, number[]>()
  lessons.forEach((lesson, index) => modules.set(lesson.s, [...(modules.get(lesson.s) ?? []), index]))
  return [...modules.values()].map((indexes) => ({
    minutes: indexes.reduce((sum, index) => sum + Math.max(1, lessons[index]?.m ?? 1), 0),
    kind: 'plain',
    state: here !== undefined && indexes.includes(here) ? 'here' : indexes.every((index) => done.has(index)) ? 'done' : 'rest',
    gap: false,
  }))
}
