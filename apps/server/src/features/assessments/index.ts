export { questionsOf, resultOf } from './quiz-view.ts'
