import { d, line, rect, shape } from './shapes.ts'
import { times, type Scene } from './scene.ts'

/** Three plants in front of the disc, the middle one tallest. */
export const health: Scene = ({ width, height, horizon, unit, dye, random, sun }) => {
  const middle = width / 2
  const leaf = (x: number, y: number, size: number, side: number, colour: string) => {
    const t = size * side
    const outline = d`M${x} ${y}c${t * 0.1} ${-size * 0.8} ${t * 0.8} ${-size} ${t * 1.15} ${-size * 0.95}c${-t * 0.05} ${size * 0.7} ${-t * 0.5} ${size} ${-t * 1.15} ${size * 0.95}z`
    return shape(outline, colour)
  }
  const plant = (x: number, tall: number): string => {
    const top = horizon - tall * unit
    let picture = rect(x - 1.5 * unit, top + 12 * unit, 3 * unit, horizon - top - 12 * unit, dye.ink)
    for (let pair = 0, y = horizon - 6 * unit; y > top + 16 * unit; pair++, y -= 24 * unit) {
      picture += leaf(x, y, 30 * unit, 1, pair % 2 ? dye.mid : dye.deep) + leaf(x, y, 30 * unit, -1, pair % 2 ? dye.deep : dye.ink)
    }
    const bud = d`M${x} ${top + 24 * unit}c${-14 * unit} ${-12 * unit} ${-10 * unit} ${-30 * unit} 0 ${-40 * unit}c${10 * unit} ${10 * unit} ${14 * unit} ${28 * unit} 0 ${40 * unit}z`
    return picture + shape(bud, dye.pale)
  }
  const plants = plant(middle - 84 * unit, 62) + plant(middle, 116) + plant(middle + 84 * unit, 76 + random() * 20)
  return sun(middle, horizon - 56 * unit, 54 * unit) + rect(0, horizon, width, height, dye.land) + plants
}

/** Furrows that run to one point under the hills. */
export const farm: Scene = ({ width, height, horizon, unit, dye, random, sun }) => {
  const field = horizon - 34 * unit
  const disc = sun(width * (0.28 + random() * 0.44), field - 12 * unit, 42 * unit)
  const hills = shape(
    d`M0 ${field - 6}Q${width * 0.25} ${field - 44 * unit} ${width * 0.52} ${field - 8 * unit}T${width} ${field - 22 * unit}V${height}H0z`,
    dye.mid,
  )
  const count = 11
  const far = width * (0.4 + random() * 0.2)
  const furrows = times(count, (i) => {
    const from = -width * 0.5 + ((width * 2) / count) * i
    const to = from + width / count
    const colour = i % 3 === 1 ? dye.pale : i % 2 ? dye.land : dye.ink
    return shape(d`M${far + (from - far) * 0.12} ${field}L${from} ${height}H${to}L${far + (to - far) * 0.12} ${field}z`, colour)
  })
  return disc + hills + rect(0, field, width, height, dye.deep) + furrows
}

/** Two bowls on a table, and steam. */
export const food: Scene = ({ width, height, horizon, unit, dye, sun }) => {
  const middle = width / 2
  const bowl = (x: number, radius: number, colour: string, rim: string) =>
    shape(d`M${x - radius} ${horizon - radius}a${radius} ${radius} 0 0 0 ${2 * radius} 0z`, colour) +
    rect(x - radius * 1.06, horizon - radius - 6 * unit, radius * 2.12, 8 * unit, rim) +
    rect(x - radius * 0.36, horizon - 4 * unit, radius * 0.72, 6 * unit, rim)
  const steam = times(3, (i) => {
    const path = d`M${middle - 76 * unit + i * 26 * unit} ${horizon - 78 * unit}q${-12 * unit} ${-14 * unit} 0 ${-26 * unit}t0 ${-26 * unit}`
    return line(path, i === 1 ? dye.pale : dye.mid, 6 * unit)
  })
  const table = rect(0, horizon, width, height, dye.land) + rect(0, horizon, width, 6 * unit, dye.deep)
  return (
    sun(width * 0.72, height * 0.3, 30 * unit) +
    table +
    bowl(middle - 50 * unit, 62 * unit, dye.deep, dye.ink) +
    bowl(middle + 76 * unit, 38 * unit, dye.pale, dye.mid) +
    steam
  )
}
