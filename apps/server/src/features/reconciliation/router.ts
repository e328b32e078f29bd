import { reconciliation } from '@edurise/contracts'
import { implement, router } from '../../trpc.ts'
import { countOpenFindings, readBalance, readFindings, readFindingsOfTenant, readRuns } from './read-reconciliation.ts'
import { explainFinding, repairFinding } from './repair-finding.ts'
import { startRun } from './start-run.ts'

export const reconciliationRouter = router({
  runs: implement(reconciliation.runs, readRuns),
  findings: implement(reconciliation.findings, readFindings),
  count: implement(reconciliation.count, countOpenFindings),
  start: implement(reconciliation.start, startRun),
  repair: implement(reconciliation.repair, repairFinding),
  explain: implement(reconciliation.explain, explainFinding),
  balance: implement(reconciliation.balance, readBalance),
  ofTenant: implement(reconciliation.ofTenant, readFindingsOfTenant),
})
