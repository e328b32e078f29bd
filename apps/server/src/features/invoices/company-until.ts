import { companyMonths } from '@edurise/contracts'

/** The moment until which a company may be named on a paper of this day; of a month that is too short, its last day. */
export function companyUntil(issuedAt: string): string {
  const issued = new Date(issuedAt)
  const until = new Date(issued)
  until.setUTCMonth(issued.getUTCMonth() + companyMonths)
  if (until.getUTCDate() !== issued.getUTCDate()) until.setUTCDate(0)
  return until.toISOString()
}
