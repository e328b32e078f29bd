import { enrolments } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { giveAccess } from './access/give-access.ts'
import { listSources } from './access/list-sources.ts'
import { takeAccess } from './access/take-access.ts'
import { enrol } from './enrol.ts'
import { completeLesson, keepPlace } from './progress/keep-place.ts'
import { listMine, listOfCourse, readStanding } from './read-enrolments.ts'

export const enrolmentsRouter = router({
  enrol: implement(enrolments.enrol, enrol),
  mine: implement(enrolments.mine, listMine),
  standing: implement(enrolments.standing, readStanding),
  completeLesson: implement(enrolments.completeLesson, completeLesson),
  keepPlace: implement(enrolments.keepPlace, keepPlace),
  sources: implement(enrolments.sources, listSources),
  grant: implement(enrolments.grant, giveAccess),
  revoke: implement(enrolments.revoke, takeAccess),
  ofCourse: implement(enrolments.ofCourse, listOfCourse),
})
