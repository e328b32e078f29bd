/** No two moments that are asked for are the same, so what is written twice shows. */
export interface Clock {
  /** One second later than the last answer. */
  now: () => Date
  /** Milliseconds since 1970, without moving on. */
  peek: () => number
  advance: (milliseconds: number) => void
}

export function tickingClock(start = '2026-01-01T12:00:00Z'): Clock {
  let at = Date.parse(start)
  return {
    now: () => new Date((at += 1_000)),
    peek: () => at,
    advance: (milliseconds) => {
      at += milliseconds
    },
  }
}
