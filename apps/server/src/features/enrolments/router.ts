import { enrolments } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { enrol } from './enrol.ts'
import { completeLesson, keepPlace } from './progress/keep-place.ts'
import { listMine, listOfCourse, readStanding } from './read-enrolments.ts'

export const enrolmentsRouter = router({
  enrol: implement(enrolments.enrol, enrol),
  mine: implement(enrolments.mine, listMine),
  standing: implement(enrolments.standing, readStanding),
  completeLesson: implement(enrolments.completeLesson, completeLesson),
  keepPlace: implement(enrolments.keepPlace, keepPlace),
  ofCourse: implement(enrolments.ofCourse, listOfCourse),
})
