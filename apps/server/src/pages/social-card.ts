import type { CoursePage } from '@edurise/contracts'
import sharp from 'sharp'
import { hexOf } from '../colours.ts'
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
    hexOf(Number(lightness), Number(chroma), Number(hue)),
  )
}
