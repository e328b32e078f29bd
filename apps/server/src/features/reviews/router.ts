import { reviews } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { listCourseReviews } from './list-course-reviews.ts'

export const reviewsRouter = router({ ofCourse: implement(reviews.ofCourse, listCourseReviews) })
