/** Answers kept for a while in this process, the oldest forgotten first. */
export interface Remembered<Value> {
  /** The kept answer, or a new one; two who ask at once wait for the same. A failure is not kept. */
  of: (key: string, make: () => Promise<Value>) => Promise<Value>
  forget: () => void
}

/** @param milliseconds how old an answer may be @param most how many are kept */
export function remember<Value>({ milliseconds, most }: { milliseconds: number; most: number }): Remembered<Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>()
  return {
    of(key, make) {
      const known = kept.get(key)
      if (known && known.until > performance.now()) return known.value
      kept.delete(key)
      const value = make()
      const entry = { value, until: performance.now() + milliseconds }
      kept.set(key, entry)
      value.catch(() => kept.get(key) === entry && kept.delete(key))
      const oldest = kept.size > most ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      return value
    },
    forget: () => kept.clear(),
  }
}
