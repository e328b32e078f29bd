export const subjects = ['code', 'data', 'design', 'business', 'language', 'health', 'farm', 'food', 'build', 'teach'] as const

export type Subject = (typeof subjects)[number]

/** The dye of a subject on the market, as an OKLCH hue; a portal's pictures all take the hue of its tenant. */
export const dyeOf: Record<Subject, number> = {
  code: 264,
  data: 232,
  design: 22,
  business: 168,
  language: 62,
  health: 352,
  farm: 132,
  food: 40,
  build: 248,
  teach: 312,
}

/** Five tones of one hue, and the one spark. */
export interface Dye {
  sky: string
  land: string
  deep: string
  mid: string
  pale: string
  ink: string
  spark: string
}

/** What a scene draws with. `unit` is 1 at 320 × 200; `random` is the same sequence for the same course. */
export interface Canvas {
  width: number
  height: number
  /** Height of the woven foot, or 0. */
  foot: number
  horizon: number
  unit: number
  dye: Dye
  random: () => number
  /** The one disc, placed by the scene and moved by the state of the course. */
  sun: (x: number, y: number, radius: number) => string
}

export type Scene = (canvas: Canvas) => string

/** Day or dusk. Warm dyes are always day, and their spark is red, so that disc and sky stay apart. */
export function dye(hue: number, dusk: boolean): Dye {
  const tone = (lightness: number, chroma: number) => `oklch(${lightness} ${chroma} ${Math.round(hue)})`
  const spark = isWarm(hue) ? 'oklch(0.62 0.17 26)' : 'oklch(0.83 0.145 80)'
  return dusk
    ? {
        sky: tone(0.36, 0.085),
        land: tone(0.27, 0.065),
        deep: tone(0.66, 0.1),
        mid: tone(0.52, 0.115),
        pale: tone(0.86, 0.05),
        ink: tone(0.2, 0.045),
        spark,
      }
    : {
        sky: tone(0.9, 0.045),
        land: tone(0.76, 0.075),
        deep: tone(0.42, 0.11),
        mid: tone(0.63, 0.12),
        pale: tone(0.975, 0.015),
        ink: tone(0.29, 0.075),
        spark,
      }
}

export const isWarm = (hue: number): boolean => hue > 30 && hue < 110

/** Random numbers in [0, 1) that are the same for the same word, on every machine. */
export function seeded(word: string): () => number {
  let state = 2166136261
  for (const letter of word) state = Math.imul(state ^ letter.charCodeAt(0), 16777619)
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507)
    state = Math.imul(state ^ (state >>> 13), 3266489909)
    state ^= state >>> 16
    return (state >>> 0) / 4294967296
  }
}

export const pick = <T>(random: () => number, choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(random() * choices.length)] ?? choices[0]

export const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('')
