export { firstReviews } from './first-reviews.ts'
