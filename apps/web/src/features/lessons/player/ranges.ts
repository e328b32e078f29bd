/** A stretch of a video in seconds: from, and up to but without. */
export type Range = readonly [from: number, to: number]

/** The same seconds in as few ranges as possible, in order. */
export function merged(ranges: readonly Range[]): [number, number][] {
  const result: [number, number][] = []
  for (const [from, to] of ranges.filter(([from, to]) => to > from).toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** Whole seconds, as they are kept: what is played through in pieces stays in one piece. */
export function whole([from, to]: Range): [number, number] {
  return [Math.max(0, Math.floor(from)), Math.max(0, Math.floor(to))]
}

export const covered = (ranges: readonly Range[]): number => merged(ranges).reduce((sum, [from, to]) => sum + to - from, 0)

/** How much of a video has been seen, rounded down so that 100 means all of it. */
export function percentOf(ranges: readonly Range[], duration: number): number {
  const seconds = Math.floor(duration)
  return seconds > 0 ? Math.min(100, Math.floor((100 * covered(ranges)) / seconds)) : 0
}
