import { api } from '../../api.ts'

export const reviewKeys = { ofCourse: (slug: string) => ['reviews', slug] as const }

/** A further page of the reviews of a course, newest first. */
export const readReviews = (slug: string, cursor: string | undefined) =>
  api.reviews.ofCourse.query({ slug, limit: 10, ...(cursor && { cursor }) })
