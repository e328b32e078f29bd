import { d, disc, line, rect, shape } from './shapes.ts'
import { times, type Scene } from './scene.ts'

/** Two voices: one writes, one holds the disc and thinks. */
export const language: Scene = ({ width, height, horizon, unit, dye, sun }) => {
  const radius = 56 * unit
  const [x1, y1] = [width / 2 - 44 * unit, height * 0.38]
  const [x2, y2] = [width / 2 + 50 * unit, height * 0.5]
  const small = radius * 0.82
  const first =
    disc(x1, y1, radius, dye.deep) + shape(d`M${x1 - radius} ${y1}v${radius * 1.25}l${radius * 0.8} ${-radius * 0.4}z`, dye.deep)
  const second =
    disc(x2, y2, small, dye.pale) + shape(d`M${x2 + small} ${y2}v${radius * 1.05}l${-radius * 0.7} ${-radius * 0.4}z`, dye.pale)
  const writing = times(3, (i) => {
    const path = d`M${x1 - 30 * unit} ${y1 + (i * 16 - 14) * unit}q${15 * unit} ${(i % 2 ? -11 : 11) * unit} ${30 * unit} 0t${(i === 2 ? 14 : 30) * unit} 0`
    return line(path, dye.pale, 5 * unit)
  })
  const dots = [-15, 2, 19].map((x) => disc(x2 + x * unit, y2 + 15 * unit, 6.5 * unit, dye.ink)).join('')
  return rect(0, horizon, width, height, dye.land) + first + second + writing + sun(x2, y2 - 10 * unit, 13 * unit) + dots
}

/** A bridge on two towers, with the disc under its ropes. */
export const build: Scene = ({ width, height, horizon, unit, dye, random, sun }) => {
  const deck = horizon - 34 * unit
  const span = width / 4
  const arches = times(4, (i) => {
    const inner = span - 16 * unit
    const path = d`M${i * span} ${deck + 8 * unit}h${span}v${40 * unit}h${-8 * unit}v${-4 * unit}a${inner / 2} ${span / 2.4} 0 0 0 ${-inner} 0v${4 * unit}h${-8 * unit}z`
    return shape(path, i % 2 ? dye.deep : dye.mid)
  })
  const towers = [width * 0.3, width * 0.7]
    .map((x) => {
      const ropes = times(5, (i) => {
        const top = height * 0.15 + (i + 1) * 5 * unit
        const reach = (i + 1) * 15 * unit
        return line(d`M${x} ${top}L${x - reach} ${deck}M${x} ${top}L${x + reach} ${deck}`, dye.deep, 1.6 * unit)
      })
      return rect(x - 5 * unit, height * 0.12, 10 * unit, deck - height * 0.12, dye.ink) + ropes
    })
    .join('')
  const disc = sun(width * (0.3 + random() * 0.4), horizon - 34 * unit, 44 * unit)
  return disc + rect(0, horizon, width, height, dye.land) + rect(0, deck, width, 10 * unit, dye.ink) + arches + towers
}

/** An open book under an arch, the disc above its fold. */
export const teach: Scene = ({ width, height, horizon, unit, dye, sun }) => {
  const middle = width / 2
  const arch = 86 * unit
  const page = (side: number, colour: string) =>
    shape(
      d`M${middle} ${horizon + 14 * unit}V${horizon - 54 * unit}q${side * 50 * unit} ${-22 * unit} ${side * 104 * unit} ${-4 * unit}v${64 * unit}q${-side * 56 * unit} ${-16 * unit} ${-side * 104 * unit} ${8 * unit}z`,
      colour,
    )
  const text = times(3, (i) => {
    const y = horizon + (i * 13 - 40) * unit
    const last = i === 2
    return (
      line(d`M${middle - 88 * unit} ${y}q${38 * unit} ${-8 * unit} ${(last ? 44 : 74) * unit} ${last ? -2 : 5}`, dye.mid, 3.5 * unit) +
      line(d`M${middle + 88 * unit} ${y}q${-38 * unit} ${-8 * unit} ${-74 * unit} 5`, dye.mid, 3.5 * unit)
    )
  })
  const door = shape(d`M${middle - arch} ${horizon}V${height * 0.45}a${arch} ${arch} 0 0 1 ${2 * arch} 0V${horizon}z`, dye.deep)
  return (
    rect(0, horizon, width, height, dye.land) + door + sun(middle, height * 0.46, 34 * unit) + page(-1, dye.pale) + page(1, dye.pale) + text
  )
}
