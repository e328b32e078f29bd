import type { UploadedFile } from '@edurise/contracts'

/** A refused or broken upload, in the shape in which calls of the API fail, so that it is explained in the same words. */
export class UploadError extends Error {
  override readonly name = 'UploadError'
  readonly data: { refused?: unknown; httpStatus?: number; requestId?: unknown } | undefined

  constructor(data?: { refused?: unknown; httpStatus?: number; requestId?: unknown }) {
    super('upload failed', data ? undefined : { cause: new TypeError('nothing arrived') })
    this.data = data
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What the route answers is checked where it matters: an id and an address. */
const isUploaded = (value: unknown): value is UploadedFile =>
  isRecord(value) && typeof value.fileId === 'string' && typeof value.url === 'string'

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Sends a file, and says how far it is (0 to 1). Stops when the signal says so. */
export function uploadFile(
  file: File,
  { onProgress, signal }: { onProgress?: (part: number) => void; signal?: AbortSignal },
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/files')
    request.setRequestHeader('x-edurise', '1')
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      const answer = read(request.responseText)
      if (request.status < 300 && isUploaded(answer)) resolve(answer)
      else reject(new UploadError({ ...(isRecord(answer) ? answer : {}), httpStatus: request.status }))
    })
    request.addEventListener('error', () => reject(new UploadError()))
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}
