import { createHash } from 'node:crypto'
import type { FileId, InvoiceId, TenantId } from '@edurise/contracts'
import { inTenant, newId } from '@edurise/db'
import sharp from 'sharp'
import type { Platform } from '../../../context.ts'
import type { Files } from '../../../gateways/files.ts'
import { findFiles } from '../../files/index.ts'
import { invoiceName } from '../invoice-name.ts'
import { findPaper, insertDocument, invoiceByEffect, type PaperRecord } from '../queries.ts'
import { drawInThread } from './drawing-thread.ts'
import type { Paper } from './paper.ts'

export interface InvoiceDocument {
  /** For people and mailboxes: HARBOUR-2026-000017.pdf, and -v2 for a later version. */
  fileName: string
  version: number
  sha256: string
  bytes: Buffer
}

interface Wanted {
  tenantId: TenantId
  invoiceId: InvoiceId
  /** The one in force, when none is named. */
  version?: number | undefined
}

/**
 * The document of a version of an invoice or credit note; null when there is none. It is drawn from what was stored when the version was made, once: from
 * then on its digest stands in the database, and whoever asks gets those very bytes.
 */
export async function readDocument(
  platform: Pick<Platform, 'db' | 'files' | 'log' | 'now'>,
  { tenantId, invoiceId, version }: Wanted,
): Promise<InvoiceDocument | null> {
  const { db, files, log } = platform
  const record = await inTenant(db, tenantId, (trx) => findPaper(trx, tenantId, invoiceId, version), { readOnly: true })
  if (!record) return null
  const named = { fileName: fileNameOf(record), version: record.version }
  if (record.sha256 && record.fileId) {
    const kept = await readKept(files, `${tenantId}/${record.fileId}`)
    if (kept && digestOf(kept) === record.sha256) return { ...named, sha256: record.sha256, bytes: kept }
    log.error({ tenantId, invoiceId, version: record.version }, 'a document is not where it was kept')
    return { ...named, sha256: record.sha256, bytes: await redraw(platform, tenantId, record, record.sha256, record.fileId) }
  }
  return { ...named, ...(await drawFirst(platform, tenantId, record)) }
}

/** The document of the paper that was issued for an effect, in the version in force. */
export async function documentOfEffect(
  platform: Pick<Platform, 'db' | 'files' | 'log' | 'now'>,
  { tenantId, effectKey }: { tenantId: TenantId; effectKey: string },
): Promise<InvoiceDocument | null> {
  const issued = await inTenant(platform.db, tenantId, (trx) => invoiceByEffect(trx, tenantId, effectKey), { readOnly: true })
  return issued ? readDocument(platform, { tenantId, invoiceId: issued.id }) : null
}

async function drawFirst({ db, files, now }: Pick<Platform, 'db' | 'files' | 'now'>, tenantId: TenantId, record: PaperRecord) {
  const bytes = await draw({ db, files }, tenantId, record)
  const sha256 = digestOf(bytes)
  const fileId = newId<string>()
  const key = `${tenantId}/${fileId}`
  await files.write(key, bytes)
  const first = await inTenant(db, tenantId, (trx) =>
    insertDocument(trx, { tenantId, invoiceId: record.id, version: record.version, sha256, bytes: bytes.length, fileId, at: now() }),
  )
  if (first.fileId === fileId) return { sha256, bytes }
  // Somebody else drew it meanwhile: theirs is the document.
  await files.remove(key)
  if (first.sha256 === sha256) return { sha256, bytes }
  throw new Error(`version ${record.version} of ${invoiceName(record)} has been drawn by another process, with other bytes`)
}

/** What was lost is drawn anew, and is the document only if nothing of it has changed. */
async function redraw(
  { db, files }: Pick<Platform, 'db' | 'files'>,
  tenantId: TenantId,
  record: PaperRecord,
  sha256: string,
  fileId: string,
): Promise<Buffer> {
  const bytes = await draw({ db, files }, tenantId, record)
  if (digestOf(bytes) !== sha256) throw new Error(`version ${record.version} of ${invoiceName(record)} cannot be drawn as it was`)
  await files.write(`${tenantId}/${fileId}`, bytes)
  return bytes
}

async function draw({ db, files }: Pick<Platform, 'db' | 'files'>, tenantId: TenantId, record: PaperRecord): Promise<Buffer> {
  const logoFileId = record.snapshot.brand?.logoFileId
  return drawInThread(paperOf(record), logoFileId ? await readLogo({ db, files }, tenantId, logoFileId) : null)
}

export function paperOf(record: PaperRecord): Paper {
  const { kind, version, versionAt, issuedAt, totalMinor, currency, snapshot, correctsSeries, correctsNumber, correctsIssuedAt } = record
  const corrects =
    correctsSeries !== null && correctsNumber !== null && correctsIssuedAt !== null
      ? { name: invoiceName({ series: correctsSeries, number: correctsNumber }), issuedAt: correctsIssuedAt }
      : null
  return { name: invoiceName(record), kind, version, versionAt, issuedAt, corrects, totalMinor, currency, snapshot }
}

export function fileNameOf({ series, number, version }: Pick<PaperRecord, 'series' | 'number' | 'version'>): string {
  return `${invoiceName({ series, number })}${version > 1 ? `-v${version}` : ''}.pdf`
}

/** The seller's logo as the picture that documents take; null when its file is gone. */
async function readLogo({ db, files }: Pick<Platform, 'db' | 'files'>, tenantId: TenantId, fileId: FileId): Promise<Buffer | null> {
  const [file] = await inTenant(db, tenantId, (trx) => findFiles(trx, tenantId, [fileId]), { readOnly: true })
  const bytes = file && (await readKept(files, `${tenantId}/${fileId}`))
  if (!bytes) return null
  return sharp(bytes, { density: 300, limitInputPixels: 50_000_000 }).resize({ width: 480, height: 168, fit: 'inside' }).png().toBuffer()
}

async function readKept(files: Files, key: string): Promise<Buffer | null> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await files.read(key)) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } catch {
    return null
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
