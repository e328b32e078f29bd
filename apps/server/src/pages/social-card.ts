import type { CoursePage } from '@edurise/contracts'
import sharp from 'sharp'
import type { Renderer } from './renderer.ts'

const [width, height] = [1200, 630]

/** The picture that a shared link shows: the course's own cover, in the size that social sites ask for. */
export function socialCard(
  draw: Renderer['drawCover'],
  { cover, subject, shape }: Pick<CoursePage, 'cover' | 'subject' | 'shape'>,
): Promise<Buffer> {
  const drawn = draw(cover.seed, subject, { width, height, lessons: shape })
  const svg = inSrgb(drawn)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace('width="100%" height="100%"', `width="${width}" height="${height}"`)
  return sharp(Buffer.from(svg)).png({ palette: true, colours: 128, effort: 4 }).toBuffer()
}

/** Covers are dyed in OKLCH, which the rasteriser does not read. */
export function inSrgb(svg: string): string {
  return svg.replace(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g, (_, lightness: string, chroma: string, hue: string) =>
    hex(Number(lightness), Number(chroma), Number(hue)),
  )
}

// https://bottosson.github.io/posts/oklab/
function hex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  const channel = (value: number) =>
    Math.round(255 * Math.min(1, Math.max(0, value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)))
  return `#${linear.map((value) => channel(value).toString(16).padStart(2, '0')).join('')}`
}
