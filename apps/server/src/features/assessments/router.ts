import { assessments } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { submitQuiz } from './submit-quiz.ts'

export const assessmentsRouter = router({ submitQuiz: implement(assessments.submitQuiz, submitQuiz) })
