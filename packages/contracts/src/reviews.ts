import { z } from 'zod'
import { query } from './define-procedures.ts'
import { Instant, Slug } from './ids.ts'
import { page, paging } from './paging.ts'

export const Review = z.object({
  id: z.uuid(),
  authorName: z.string(),
  rating: z.int().min(1).max(5),
  text: z.string(),
  createdAt: Instant,
})
export type Review = z.infer<typeof Review>

/** How many gave 1, 2, 3, 4 and 5. */
export const RatingSpread = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()])

export const reviews = {
  ofCourse: query({
    allow: 'anyone',
    tenantFrom: 'slug',
    door: 'tenant',
    input: z.strictObject({ ...paging, slug: Slug }),
    output: page(Review),
    refuses: ['COURSE_NOT_FOUND'],
  }),
}
