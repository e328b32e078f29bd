const day = 86_400_000

function midnight(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return Date.parse(`${parts.format(instant)}T00:00:00Z`)
}

/** Days of the calendar until a moment, in the reader's zone: 0 is today; below 0, it has passed. */
export function daysLeft(until: string, now: number, zone: string): number {
  const at = Date.parse(until)
  return at < now ? -1 : Math.round((midnight(at, zone) - midnight(now, zone)) / day)
}
