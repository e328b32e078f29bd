import type { ThreadLesson } from '../thread.ts'
import { disc, rect } from './shapes.ts'
import { dye, dyeOf, isWarm, seeded, subjects, type Dye, type Scene, type Subject } from './scene.ts'
import { business, code, data, design } from './scenes-desk.ts'
import { farm, food, health } from './scenes-field.ts'
import { build, language, teach } from './scenes-town.ts'

export { dyeOf, subjects, type Subject }

const scenes: Record<Subject, Scene> = { code, data, design, business, language, health, farm, food, build, teach }

export interface CoverOptions {
  /** OKLCH hue of all five tones; the subject's own when left out. */
  hue?: number | undefined
  width?: number
  height?: number
  /** The lessons woven into the foot; without them, or when empty, there is no foot. */
  lessons?: readonly ThreadLesson[] | undefined
  /** 0: the disc waits behind the horizon (a payment is being confirmed); 1: it is up. */
  rise?: number | undefined
  /** Empty states have no disc. */
  disc?: boolean
}

/**
 * Draws the cover of a course: one disc, one horizon, one woven foot. The subject chooses the scene, the hue its dye, the seed everything else,
 * so a course (seeded by its slug, until it is drawn again) has the same picture everywhere and always.
 * @returns an SVG element that fills its frame, hidden from screen readers: the title beside it says what it is
 */
export function cover(seed: string, subject: Subject, options: CoverOptions = {}): string {
  const { hue = dyeOf[subject], width = 320, height = 200, lessons = [], rise, disc: shown = true } = options
  const foot = lessons.length ? 12 : 0
  const random = seeded(seed + subject)
  const dusk = random() > 0.52 && !isWarm(hue)
  const tones = dye(hue, dusk)
  const horizon = Math.round((height - foot) * (0.7 + random() * 0.08))
  const unit = Math.min(width / 320, height / 200)
  const sun = (x: number, y: number, radius: number) => {
    if (!shown) return ''
    return disc(x, rise === undefined ? y : horizon - (horizon - y) * rise + (1 - rise) * radius * 1.1, radius, tones.spark)
  }
  const scene = scenes[subject]({ width, height, foot, horizon, unit, dye: tones, random, sun })
  const picture = rect(0, 0, width, height, tones.sky) + scene + (foot ? weave(lessons, { width, height, foot, unit, tones }) : '')
  return `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMid slice" width="100%" height="100%" aria-hidden="true" focusable="false">${picture}</svg>`
}

/** The foot is the curriculum: a stripe for each lesson, as wide as it is long; modules change the dye, live classes carry the spark. */
function weave(
  lessons: readonly ThreadLesson[],
  { width, height, foot, unit, tones }: { width: number; height: number; foot: number; unit: number; tones: Dye },
): string {
  const gap = Math.min(1.5 * unit, width / lessons.length / 3)
  const minutes = lessons.reduce((sum, lesson) => sum + Math.max(1, lesson.m), 0)
  let x = 0
  const stripes = lessons.map((lesson) => {
    const wide = (Math.max(1, lesson.m) / minutes) * (width + gap) - gap
    const plain = lesson.s % 2 ? tones.mid : tones.deep
    const stripe = rect(
      x,
      height - foot + 1.5 * unit,
      Math.max(wide, 0.8),
      foot,
      lesson.k === 'live' ? tones.spark : lesson.k === 'quiz' ? tones.pale : plain,
    )
    x += wide + gap
    return stripe
  })
  return rect(0, height - foot, width, foot, tones.ink) + stripes.join('')
}
