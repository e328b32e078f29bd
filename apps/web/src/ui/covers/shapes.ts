/** Flat shapes as SVG text. Numbers are in the picture's own units; no outline unless asked for, no gradient. */
const n = (value: number) => String(Math.round(value * 10) / 10)

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"${radius ? ` rx="${n(radius)}"` : ''}/>`

export const disc = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`

/** A path from alternating commands and numbers: d`M${x} ${y}h${w}z`. */
export const d = (parts: TemplateStringsArray, ...values: number[]): string =>
  parts
    .map(
      (part, i) =>
        part +
        values
          .slice(i, i + 1)
          .map(n)
          .join(''),
    )
    .join('')

export const shape = (path: string, fill: string): string => `<path d="${path}" fill="${fill}"/>`

export const line = (path: string, colour: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`

/** The upper half of a disc that stands on y. */
export const dome = (x: number, y: number, radius: number, fill: string): string =>
  shape(d`M${x - radius} ${y}a${radius} ${radius} 0 0 1 ${2 * radius} 0z`, fill)
