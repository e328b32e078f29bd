import type { CourseState, EnrolmentState } from '@edurise/contracts'
import { api } from '../../api.ts'

export const teachKeys = {
  root: ['teach'] as const,
  lists: ['teach', 'mine'] as const,
  mine: (state: CourseState | null) => ['teach', 'mine', state] as const,
  course: (courseId: string) => ['teach', 'course', courseId] as const,
  lesson: (courseId: string, lessonId: string) => ['teach', 'lesson', courseId, lessonId] as const,
  students: (courseId: string, state: EnrolmentState | null) => ['teach', 'students', courseId, state] as const,
}

const pageSize = 20
const next = (last: { nextCursor: string | null }) => last.nextCursor

export const myCoursesQuery = (state: CourseState | null) => ({
  key: teachKeys.mine(state),
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.courses.mine.query({ limit: pageSize, ...(state && { state }), ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
  getNextPageParam: next,
})

/** The course as its author works on it. */
export const draftQuery = (courseId: string) => ({
  key: teachKeys.course(courseId),
  query: () => api.courses.byId.query({ courseId }),
})

/** A lesson to write in. Read once when it is opened: what is typed stands above what comes later. */
export const lessonDraftQuery = (courseId: string, lessonId: string) => ({
  key: teachKeys.lesson(courseId, lessonId),
  staleTime: 0,
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  query: () => api.lessons.byId.query({ courseId, lessonId }),
})

export const studentsQuery = (courseId: string, state: EnrolmentState | null) => ({
  key: teachKeys.students(courseId, state),
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.enrolments.ofCourse.query({
      courseId,
      limit: pageSize,
      ...(state && { state }),
      ...(pageParam === undefined ? {} : { cursor: pageParam }),
    }),
  getNextPageParam: next,
})
