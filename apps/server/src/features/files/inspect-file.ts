import { extname } from 'node:path'
import { AppError, type FileKind } from '@edurise/contracts'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'

/** Bytes of a beginning that are enough to know a file by. */
export const headBytes = 4_100

const kinds: Record<string, { kind: FileKind; mimes: readonly string[]; magic: readonly string[] }> = {
  '.png': { kind: 'image', mimes: ['image/png'], magic: ['image/png'] },
  '.jpg': { kind: 'image', mimes: ['image/jpeg'], magic: ['image/jpeg'] },
  '.jpeg': { kind: 'image', mimes: ['image/jpeg'], magic: ['image/jpeg'] },
  '.webp': { kind: 'image', mimes: ['image/webp'], magic: ['image/webp'] },
  '.avif': { kind: 'image', mimes: ['image/avif'], magic: ['image/avif'] },
  '.gif': { kind: 'image', mimes: ['image/gif'], magic: ['image/gif'] },
  '.mp4': { kind: 'video', mimes: ['video/mp4'], magic: ['video/mp4', 'video/x-m4v'] },
  '.webm': { kind: 'video', mimes: ['video/webm'], magic: ['video/webm'] },
  '.vtt': { kind: 'captions', mimes: ['text/vtt', 'text/plain', 'application/octet-stream'], magic: [] },
}

/** What name and declared type both say that a file is. */
export function declaredKind(name: string, mime: string): { kind: FileKind; mime: string; magic: readonly string[] } {
  const known = kinds[extname(name).toLowerCase()]
  if (!known?.mimes.includes(mime)) throw new AppError('FILE_KIND_UNKNOWN', {})
  return { kind: known.kind, mime: known.mimes[0] ?? mime, magic: known.magic }
}

/** Refuses bytes that are not what their name says. */
export async function checkMagic(head: Buffer, magic: readonly string[]): Promise<void> {
  const found = await fileTypeFromBuffer(head)
  if (!found || !magic.includes(found.mime)) throw new AppError('FILE_KIND_UNKNOWN', {})
}

/** The picture drawn anew: nothing hidden in the upload, no place where it was taken, survives. */
export async function redrawImage(bytes: Buffer): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: 50_000_000, animated: true })
      .autoOrient()
      .resize({ width: 2_400, withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer()
  } catch {
    throw new AppError('FILE_KIND_UNKNOWN', {})
  }
}

const cue = /^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}/m

/** Refuses what no player would read as WebVTT (W3C, 2019). */
export function checkCaptions(bytes: Buffer): void {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError('FILE_KIND_UNKNOWN', {})
  }
  if (!/^WEBVTT(?:[ \t\r\n]|$)/.test(text) || text.includes('\0') || !cue.test(text)) throw new AppError('FILE_KIND_UNKNOWN', {})
}

/** A name for people, without paths and signs that no name needs. */
export function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  return (
    last
      .replace(/[\p{Cc}\p{Cf}"<>|?*:]/gu, '')
      .trim()
      .slice(-120) || 'file'
  )
}
