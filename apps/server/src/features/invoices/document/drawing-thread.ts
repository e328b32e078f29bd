import { Worker } from 'node:worker_threads'
import { AppError } from '@edurise/contracts'
import type { Delivery, Order } from './draw-worker.ts'
import type { Paper } from './paper.ts'

interface Waiting {
  resolve: (bytes: Buffer) => void
  reject: (error: Error) => void
}

/** Documents that may wait to be drawn in one process. */
const most = 64
/** Milliseconds in which one is drawn, whatever waits before it, and after which a thread without work ends. */
const patience = 20_000
const rest = 60_000

/**
 * Draws documents beside the event loop, one after the other: a page takes tens of milliseconds, in which nobody else is to wait. The thread
 * starts with the first document, holds no process back, and ends when nothing was drawn for a minute.
 */
class DrawingThread {
  #worker: Worker | null = null
  #last = 0
  #alarm: NodeJS.Timeout | null = null
  readonly #waiting = new Map<number, Waiting>()

  draw(paper: Paper, logo: Uint8Array | null): Promise<Buffer> {
    if (this.#waiting.size >= most) return Promise.reject(new AppError('OVERLOADED', { retryAfterSeconds: 5 }))
    const id = (this.#last += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker ??= this.#start()
      this.#worker.ref()
      this.#worker.postMessage({ id, paper, logo } satisfies Order, [])
      this.#wake()
    })
  }

  #start(): Worker {
    const worker = new Worker(new URL('draw-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    })
    const ended = (error: Error) => {
      if (this.#worker === worker) this.#fail(error)
    }
    worker.on('message', (delivery: Delivery) => this.#deliver(delivery))
    worker.on('error', ended)
    worker.on('exit', (code) => ended(new Error(`the drawing thread ended with ${code}`)))
    return worker
  }

  #deliver(delivery: Delivery): void {
    const waiting = this.#waiting.get(delivery.id)
    this.#waiting.delete(delivery.id)
    if ('bytes' in delivery) waiting?.resolve(Buffer.from(delivery.bytes))
    else waiting?.reject(new Error(`a document could not be drawn: ${delivery.error}`))
    if (this.#waiting.size === 0) this.#worker?.unref()
    this.#wake()
  }

  /** A thread that does not answer is ended, and so is one that nobody asks. */
  #wake(): void {
    if (this.#alarm) clearTimeout(this.#alarm)
    const busy = this.#waiting.size > 0
    this.#alarm = setTimeout(() => this.#fail(new Error('a document was not drawn in time')), busy ? patience : rest)
    this.#alarm.unref()
  }

  #fail(error: Error): void {
    const worker = this.#worker
    this.#worker = null
    if (this.#alarm) clearTimeout(this.#alarm)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    void worker?.terminate()
  }
}

const thread = new DrawingThread()

/** The document as bytes, drawn in a thread of its own. Throws after 20 s, and refuses with OVERLOADED when too many wait. */
export function drawInThread(paper: Paper, logo: Uint8Array | null): Promise<Buffer> {
  return thread.draw(paper, logo)
}
