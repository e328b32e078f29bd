/** What a process remembers for a while. Bounded: whatever was not asked for longest goes first. */
export class Cache<Value> {
  readonly #entries = new Map<string, { value: Value; until: number }>()
  readonly #limit: number
  readonly #milliseconds: number
  #forgotten = 0

  constructor({ limit, milliseconds }: { limit: number; milliseconds: number }) {
    this.#limit = limit
    this.#milliseconds = milliseconds
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (entry.until <= performance.now()) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Reads a value and remembers it; not if anything was forgotten meanwhile, since the value may have been read before that became true. */
  async fill<Read extends Value | undefined>(key: string, read: () => Promise<Read>): Promise<Read> {
    const forgotten = this.#forgotten
    const value = await read()
    if (value !== undefined && forgotten === this.#forgotten) {
      this.#entries.set(key, { value, until: performance.now() + this.#milliseconds })
      const [oldest] = this.#entries.size > this.#limit ? this.#entries.keys() : []
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    return value
  }

  forget(key: string): void {
    this.#forgotten += 1
    this.#entries.delete(key)
  }

  forgetWhere(matches: (value: Value) => boolean): void {
    this.#forgotten += 1
    for (const [key, { value }] of this.#entries) if (matches(value)) this.#entries.delete(key)
  }

  clear(): void {
    this.#forgotten += 1
    this.#entries.clear()
  }
}
