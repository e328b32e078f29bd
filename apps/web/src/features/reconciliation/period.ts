const day = 86_400_000
/** As many as are answered at once. */
const most = 92

interface Period {
  from: string
  to: string
  wrong: 'order' | 'long' | null
}

const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** The days that an address asks for; when it names none, the last 31 that are over: a day is compared in the night after it. */
export function periodOf(query: { from?: unknown; to?: unknown }, now: Date): Period {
  const to = isDay(query.to) ? query.to : dayOf(now.getTime() - day)
  const from = isDay(query.from) ? query.from : dayOf(Date.parse(to) - 30 * day)
  const days = (Date.parse(to) - Date.parse(from)) / day + 1
  if (days < 1) return { from, to, wrong: 'order' }
  return { from, to, wrong: days > most ? 'long' : null }
}
