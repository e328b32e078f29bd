import type { MyCourse } from '@edurise/contracts'
import { computed, type ComputedRef } from 'vue'
import { shapeOf, type ThreadLesson } from '../../ui/thread.ts'

export interface Place {
  lessons: ThreadLesson[]
  /** Positions of the lessons that are done. */
  done: number[]
  /** Position of the lesson that comes next. */
  here: number | undefined
  percent: number
}

/** Where a learner is in a course, as its thread shows it. */
export function usePlace(course: () => MyCourse): ComputedRef<Place> {
  return computed(() => {
    const { modules, done, next, lessonCount } = course()
    const finished = new Set(done)
    const ids = modules.flatMap(({ lessons }) => lessons.map(({ id }) => id))
    const here = next ? ids.indexOf(next.lessonId) : -1
    return {
      lessons: shapeOf(modules),
      done: ids.flatMap((id, index) => (finished.has(id) ? [index] : [])),
      here: here < 0 ? undefined : here,
      percent: lessonCount === 0 ? 0 : Math.floor((done.length / lessonCount) * 100),
    }
  })
}
