/** Bytes that the route takes at most. */
export const mostBytes = 10_000_000
/** The longer side of a picture that was made smaller: text on a slip is read easily, and every browser can draw it. */
const longest = 3000

/** What the route takes as it is; other pictures are drawn anew where the browser can read them. */
const plain = new Set(['image/jpeg', 'image/png', 'image/webp'])

export type Prepared = { file: Blob; name: string } | { problem: 'tooLarge' | 'wrongKind' | 'unreadable' }

export const isPicture = (file: File): boolean => file.type.startsWith('image/')

/** Whether the picture has to be drawn anew before it can be sent. */
export const needsShrinking = (file: File): boolean => isPicture(file) && (file.size > mostBytes || !plain.has(file.type))

/** The file as it can be sent: a picture that is too large or of a rare kind is drawn anew, smaller, as JPEG. */
export async function prepareProof(file: File): Promise<Prepared> {
  if (!isPicture(file)) {
    if (file.type !== 'application/pdf') return { problem: 'wrongKind' }
    return file.size > mostBytes ? { problem: 'tooLarge' } : { file, name: file.name }
  }
  if (!needsShrinking(file)) return { file, name: file.name }
  const drawn = await draw(file, longest)
  const blob = drawn && (await new Promise<Blob | null>((resolve) => drawn.toBlob(resolve, 'image/jpeg', 0.85)))
  if (!blob) return { problem: 'unreadable' }
  return blob.size > mostBytes ? { problem: 'tooLarge' } : { file: blob, name: `${file.name.replace(/\.[^.]*$/, '')}.jpg` }
}

/** A small picture of it as a data address; null when the browser cannot read it. */
export async function thumbnailOf(file: File): Promise<string | null> {
  return (await draw(file, 160))?.toDataURL('image/jpeg', 0.7) ?? null
}

async function draw(file: File, side: number): Promise<HTMLCanvasElement | null> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, side / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    return canvas
  } catch {
    return null
  }
}
