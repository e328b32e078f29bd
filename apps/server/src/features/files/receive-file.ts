import { Readable } from 'node:stream'
import { AppError, fileLimits, type FileId, type FileKind, type PersonId, type TenantId, type UploadedFile } from '@edurise/contracts'
import { inTenant, newId } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { checkCaptions, checkMagic, declaredKind, headBytes, plainName, redrawImage } from './inspect-file.ts'
import { insertFile } from './queries.ts'

export interface Upload {
  name: string
  mime: string
  stream: AsyncIterable<Buffer>
}

/** Passes bytes on until there are more than may be. */
async function* limited(stream: AsyncIterable<Buffer>, kind: FileKind, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  let total = 0
  for await (const chunk of stream) {
    total += chunk.length
    if (total > fileLimits[kind]) throw new AppError('FILE_TOO_LARGE', { maxBytes: fileLimits[kind] })
    count(total)
    yield chunk
  }
}

/** The beginning of a stream, and the whole of it. */
async function withHead(stream: AsyncGenerator<Buffer>): Promise<{ head: Buffer; whole: AsyncGenerator<Buffer> }> {
  const chunks: Buffer[] = []
  let length = 0
  while (length < headBytes) {
    const next = await stream.next()
    if (next.done) break
    chunks.push(next.value)
    length += next.value.length
  }
  const head = Buffer.concat(chunks)
  return {
    head,
    whole: (async function* () {
      yield head
      yield* stream
    })(),
  }
}

async function buffered(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Takes an upload of one of the kinds we show: measured while it comes, and looked at before it is kept. */
export async function receiveFile(
  { db, files, now }: Pick<Platform, 'db' | 'files' | 'now'>,
  who: { tenantId: TenantId; personId: PersonId },
  upload: Upload,
): Promise<UploadedFile> {
  const declared = declaredKind(upload.name, upload.mime)
  const { kind } = declared
  let bytes = 0
  const stream = limited(upload.stream, kind, (total) => (bytes = total))

  const fileId = newId<FileId>()
  const key = `${who.tenantId}/${fileId}`
  let [name, mime] = [plainName(upload.name), declared.mime]
  if (kind === 'video') {
    const { head, whole } = await withHead(stream)
    await checkMagic(head, declared.magic)
    await files.write(key, Readable.from(whole))
  } else {
    let content = await buffered(stream)
    if (kind === 'image') {
      await checkMagic(content, declared.magic)
      content = await redrawImage(content)
      ;[name, mime, bytes] = [name.replace(/\.[^.]*$/, '.webp'), 'image/webp', content.length]
    } else checkCaptions(content)
    await files.write(key, content)
  }
  await inTenant(db, who.tenantId, (trx) =>
    insertFile(trx, { tenantId: who.tenantId, fileId, kind, name, mime, bytes, key, createdBy: who.personId, at: now() }),
  )
  return { fileId, kind, name, mime, bytes, url: files.urlOf({ tenantId: who.tenantId, fileId, name }) }
}
