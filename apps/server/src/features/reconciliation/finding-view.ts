import type { Finding } from '@edurise/contracts'
import type { FindingRecord } from './queries.ts'

export function findingView({ account: _account, tenantId: _tenantId, ...finding }: FindingRecord): Finding {
  return finding
}
