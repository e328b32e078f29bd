import { api } from '../../api.ts'

/** A further page of the reviews of a course, newest first. */
export const readReviews = (slug: string, cursor: string | undefined) =>
  api.reviews.ofCourse.query({ slug, limit: 10, ...(cursor && { cursor }) })
