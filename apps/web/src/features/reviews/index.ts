export { default as CourseReviews } from './CourseReviews.vue'
