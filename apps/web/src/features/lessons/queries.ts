import { api } from '../../api.ts'

export const lessonKeys = {
  root: ['lessons'] as const,
  ofCourse: (slug: string) => ['lessons', 'read', slug] as const,
  read: (slug: string, lessonId: string | null) => ['lessons', 'read', slug, lessonId] as const,
  course: (slug: string) => ['lessons', 'course', slug] as const,
}

/** A lesson to read; null asks for the one where the learner stopped. */
export const lessonQuery = (slug: string, lessonId: string | null) => ({
  key: lessonKeys.read(slug, lessonId),
  query: () => api.lessons.read.query(lessonId === null ? { slug } : { slug, lessonId }),
})

/** What is told in public of the course around the lesson. */
export const publicCourseQuery = (slug: string) => ({
  key: lessonKeys.course(slug),
  query: () => api.marketplace.bySlug.query({ slug }),
})
