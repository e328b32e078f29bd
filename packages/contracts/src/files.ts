import { z } from 'zod'
import { defineErrors } from './define-errors.ts'
import { FileId } from './ids.ts'

export const FileKind = z.enum(['image', 'video', 'captions'])
export type FileKind = z.infer<typeof FileKind>

/** What the upload route answers: POST /api/v1/files, multipart, one file in the field `file`. */
export const UploadedFile = z.object({
  fileId: FileId,
  kind: FileKind,
  name: z.string(),
  mime: z.string(),
  bytes: z.int(),
  /** Address that works for a limited time. */
  url: z.string(),
})
export type UploadedFile = z.infer<typeof UploadedFile>

/** Bytes at most, by kind. */
export const fileLimits: Record<FileKind, number> = { image: 8_000_000, video: 500_000_000, captions: 500_000 }

export const fileErrors = defineErrors({
  FILE_NOT_FOUND: { as: 'NOT_FOUND', data: z.object({}) },
  FILE_TOO_LARGE: { as: 'PAYLOAD_TOO_LARGE', data: z.object({ maxBytes: z.int() }) },
  /** The bytes are of none of the kinds taken, or not what their name says. */
  FILE_KIND_UNKNOWN: { as: 'BAD_REQUEST', data: z.object({}) },
})
