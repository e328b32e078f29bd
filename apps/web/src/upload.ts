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

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

interface Sending<Answer> {
  /** What a route answers is checked where it matters. */
  isAnswer: (value: unknown) => value is Answer
  /** How far it is, 0 to 1. */
  onProgress?: ((part: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/** Sends a file to a route of ours, as the field `file`. Stops when the signal says so. */
export function sendFile<Answer>(
  address: string,
  file: Blob,
  name: string,
  { isAnswer, onProgress, signal }: Sending<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.setRequestHeader('x-edurise', '1')
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      const answer = read(request.responseText)
      if (request.status < 300 && isAnswer(answer)) resolve(answer)
      else reject(new UploadError({ ...(isRecord(answer) ? answer : {}), httpStatus: request.status }))
    })
    request.addEventListener('error', () => reject(new UploadError()))
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file, name)
    request.send(form)
  })
}
