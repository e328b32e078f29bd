import type { UploadedFile } from '@edurise/contracts'
import { sendFile } from '../../../../upload.ts'

/** What the route answers is checked where it matters: an id and an address. */
const isUploaded = (value: unknown): value is UploadedFile =>
  typeof value === 'object' &&
  value !== null &&
  'fileId' in value &&
  typeof value.fileId === 'string' &&
  'url' in value &&
  typeof value.url === 'string'

/** Sends a file, and says how far it is (0 to 1). Stops when the signal says so. */
export function uploadFile(
  file: File,
  { onProgress, signal }: { onProgress?: (part: number) => void; signal?: AbortSignal },
): Promise<UploadedFile> {
  return sendFile('/api/v1/files', file, file.name, { isAnswer: isUploaded, onProgress, signal })
}
