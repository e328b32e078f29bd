import { disputes } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { answerDispute, saveEvidence } from './answer-dispute.ts'
import { countOfDesk, listOfDesk, readDispute } from './read-disputes.ts'

export const disputesRouter = router({
  list: implement(disputes.list, listOfDesk),
  count: implement(disputes.count, countOfDesk),
  byId: implement(disputes.byId, readDispute),
  saveEvidence: implement(disputes.saveEvidence, saveEvidence),
  submitEvidence: implement(disputes.submitEvidence, answerDispute),
})
