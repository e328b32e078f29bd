import { api } from '../../api.ts'

export const lessonKeys = {
  read: (slug: string, lessonId: string | null) => ['lessons', 'read', slug, lessonId] as const,
  course: (slug: string) => ['lessons', 'course', slug] as const,
}

/**
 * A lesson to read; null asks for the one where the learner stopped, which is another one next time. While a lesson is open it is not read again by
 * itself: another address of its video would start that from the beginning.
 */
export const lessonQuery = (slug: string, lessonId: string | null) => ({
  key: lessonKeys.read(slug, lessonId),
  staleTime: 30 * 60_000,
  gcTime: lessonId === null ? 0 : 30 * 60_000,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  query: () => api.lessons.read.query(lessonId === null ? { slug } : { slug, lessonId }),
})

/** What is told in public of the course around the lesson. */
export const publicCourseQuery = (slug: string) => ({
  key: lessonKeys.course(slug),
  query: () => api.marketplace.bySlug.query({ slug }),
})
