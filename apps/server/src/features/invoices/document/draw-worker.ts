import { parentPort } from 'node:worker_threads'
import { drawPaper } from './draw-paper.ts'
import type { Paper } from './paper.ts'

export interface Order {
  id: number
  paper: Paper
  logo: Uint8Array | null
}
export type Delivery = { id: number; bytes: Uint8Array } | { id: number; error: string }

const port = parentPort
port?.on('message', (order: Order) => {
  drawPaper(order.paper, order.logo).then(
    (bytes) => port.postMessage({ id: order.id, bytes } satisfies Delivery),
    (error: unknown) => port.postMessage({ id: order.id, error: String(error) } satisfies Delivery),
  )
})
