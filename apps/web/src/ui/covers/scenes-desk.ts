import { d, line, rect, shape, dome } from './shapes.ts'
import { pick, times, type Scene } from './scene.ts'

/** A window of code in front of the disc. */
export const code: Scene = ({ width, height, foot, horizon, unit, dye, random, sun }) => {
  const start = width * 0.34
  const top = height * 0.13
  let picture = sun(width * (0.24 + random() * 0.1), horizon - 30 * unit, 46 * unit) + rect(0, horizon, width, height, dye.land)
  picture += rect(start, top, width * 0.56, height - top, dye.ink, 6) + rect(start, top, width * 0.56, 12 * unit, dye.deep, 6)
  let indent = 0
  for (let row = 0, y = top + 24 * unit; y < height - foot - 14 * unit; row++, y += 15 * unit) {
    const length = (0.09 + random() * 0.2) * width
    picture += rect(start + (14 + indent * 15) * unit, y, length, 6 * unit, row % 5 === 2 ? dye.spark : row % 2 ? dye.mid : dye.pale)
    if (random() > 0.5) picture += rect(start + (20 + indent * 15) * unit + length, y, width * 0.06, 6 * unit, dye.deep)
    indent = Math.max(0, Math.min(3, indent + pick(random, [1, 1, -1, 0])))
  }
  return picture
}

/** Columns that rise to the right, mirrored in the ground, and the line over them. */
export const data: Scene = ({ width, height, horizon, unit, dye, random, sun }) => {
  const count = 8
  const step = width / (count + 2.6)
  let trend = ''
  const columns = times(count, (i) => {
    const tall = (18 + i * 10 + random() * 30) * unit
    const x = step * (1.1 + i * 1.05)
    trend += (i ? 'L' : 'M') + d`${x + step * 0.36} ${horizon - tall - 14 * unit}`
    const colour = i % 3 === 0 ? dye.deep : i % 3 === 1 ? dye.mid : dye.pale
    return rect(x, horizon - tall, step * 0.72, tall, colour) + rect(x, horizon, step * 0.72, tall * 0.22, dye.ink)
  })
  return sun(width * 0.74, height * 0.3, 32 * unit) + rect(0, horizon, width, height, dye.land) + columns + line(trend, dye.ink, 2.5 * unit)
}

/** Tiles of quarter discs, triangles and bars; one of them holds the disc. */
export const design: Scene = ({ width, height, foot, dye, random, sun }) => {
  const side = (height - foot) / 3
  const columns = Math.ceil(width / side)
  const kept = Math.min(Math.floor(random() * columns), Math.max(0, columns - 2))
  const tile = (x: number, y: number, colour: string, kind: number): string => {
    if (kind === 0) return shape(d`M${x} ${y}a${side} ${side} 0 0 1 ${side} ${side}h${-side}z`, colour)
    if (kind === 1) return shape(d`M${x + side} ${y}a${side} ${side} 0 0 1 ${-side} ${side}v${-side}z`, colour)
    if (kind === 2) return shape(d`M${x} ${y + side}l${side} ${-side}v${side}z`, colour)
    if (kind === 3) return dome(x + side / 2, y + side, side / 2, colour)
    if (kind === 4) return shape(d`M${x} ${y}h${side}l${-side} ${side}z`, dye.ink)
    return rect(x, y, side, side / 2, colour)
  }
  return times(3 * columns, (i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    const [x, y] = [column * side, row * side]
    const colour = pick(random, [dye.deep, dye.mid, dye.pale, dye.land])
    const kind = Math.floor(random() * 6)
    const ground = rect(x, y, side + 0.5, side + 0.5, pick(random, [dye.sky, dye.sky, dye.land, dye.pale]))
    if (row === 1 && column === kept) return rect(x, y, side + 0.5, side + 0.5, dye.ink) + sun(x + side / 2, y + side / 2, side * 0.36)
    return ground + tile(x, y, colour, kind)
  })
}

/** Three stalls with striped awnings, and the disc between their roofs. */
export const business: Scene = ({ width, height, horizon, unit, dye, random, sun }) => {
  const pitch = width / 3
  const disc = sun(width * (0.2 + random() * 0.6), horizon - 62 * unit, 30 * unit)
  const stalls = times(3, (i) => {
    const wide = pitch * 0.82
    const x = pitch * i + pitch * 0.09
    const tall = (66 + random() * 34) * unit
    const y = horizon - tall
    const cloth = i === 0 ? dye.deep : i === 1 ? dye.ink : dye.mid
    const wall = i === 2 ? dye.deep : dye.pale
    const strip = wide / 6
    const house = rect(x + 5, y, wide - 10, tall + 8 * unit, wall)
    const door = rect(x + wide * 0.2, y + tall * 0.55, wide * 0.6, tall * 0.45 + 8 * unit, dye.ink)
    const counter = rect(x + wide * 0.1, y + tall * 0.74, wide * 0.8, 5 * unit, cloth)
    const awning = times(6, (j) => {
      const colour = j % 2 ? dye.pale : cloth
      const edge = x + j * strip
      return (
        rect(edge, y - 6 * unit, strip + 0.4, 20 * unit, colour) +
        shape(d`M${edge} ${y + 14 * unit}a${strip / 2} ${strip / 2} 0 0 0 ${strip} 0z`, colour)
      )
    })
    return house + door + counter + awning
  })
  return disc + rect(0, horizon, width, height, dye.land) + stalls
}
