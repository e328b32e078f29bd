import type { CourseDraft } from '@edurise/contracts'
import { inject, provide, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { CourseValues } from './settings/course-values.ts'
import type { useOutline } from './outline/use-outline.ts'
import type { LessonValues } from './lesson/lesson-values.ts'
import type { Autosave } from './use-autosave.ts'

/** The lesson that is open in the middle. */
export interface OpenLesson {
  id: string
  work: Autosave<LessonValues>
}

/** What the parts of the builder share. */
export interface Builder {
  course: ComputedRef<CourseDraft>
  details: Autosave<CourseValues>
  lesson: ShallowRef<OpenLesson | null>
  outline: ReturnType<typeof useOutline>
  /** Reads the course again: its checks, minutes and titles. */
  refresh: () => void
}

const key: InjectionKey<Builder> = Symbol('builder')

export const provideBuilder = (builder: Builder): void => provide(key, builder)

export function useBuilder(): Builder {
  const builder = inject(key)
  if (!builder) throw new Error('only inside the builder')
  return builder
}
