import { marketplace } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { findCourse } from './find-course.ts'
import { searchCourses } from './search-courses.ts'
import { showFront } from './show-front.ts'

export const marketplaceRouter = router({
  search: implement(marketplace.search, searchCourses),
  bySlug: implement(marketplace.bySlug, findCourse),
  front: implement(marketplace.front, showFront),
})
