const day = 86_400_000

export type Urgency = 'over' | 'today' | 'soon' | 'later'

/** How long there is until a deadline: whole days, counted as nights of the reader are not; the last day is today. */
export function timeLeft(dueAt: string, now: Date): { urgency: Urgency; days: number } {
  const left = Date.parse(dueAt) - now.getTime()
  if (left <= 0) return { urgency: 'over', days: 0 }
  const days = Math.floor(left / day)
  if (days < 1) return { urgency: 'today', days: 0 }
  return { urgency: days <= 3 ? 'soon' : 'later', days }
}
