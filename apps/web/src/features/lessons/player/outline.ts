import type { OutlineLesson, OutlineModule } from '@edurise/contracts'

export interface Placed {
  lesson: OutlineLesson
  /** Counted from 0 in the course. */
  index: number
  /** Counted from 1, as people count. */
  part: number
  number: number
}

/** All lessons of an outline in their order, each with its place. */
export function placed(modules: readonly OutlineModule[]): Placed[] {
  return modules
    .flatMap((module, at) => module.lessons.map((lesson) => ({ lesson, part: at + 1 })))
    .map(({ lesson, part }, index) => ({ lesson, part, index, number: index + 1 }))
}

/** Where a lesson stands, and what comes before and after it. */
export function around(lessons: readonly Placed[], lessonId: string) {
  const index = lessons.findIndex(({ lesson }) => lesson.id === lessonId)
  return { here: lessons[index], before: lessons[index - 1], next: index < 0 ? undefined : lessons[index + 1] }
}

/** Positions in the thread of the lessons that are done. */
export function donePositions(lessons: readonly Placed[], done: ReadonlySet<string>): number[] {
  return lessons.filter(({ lesson }) => done.has(lesson.id)).map(({ index }) => index)
}
