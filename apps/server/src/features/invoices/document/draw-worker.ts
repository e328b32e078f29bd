import { constants, platform, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { drawPaper } from './draw-paper.ts'
import type { Paper } from './paper.ts'

export interface Order {
  id: number
  paper: Paper
  logo: Uint8Array | null
}
export type Delivery = { id: number; bytes: Uint8Array } | { id: number; error: string }

// Requests come first. Only on Linux is a priority a thread's own; elsewhere it would be the whole server's.
if (platform() === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const port = parentPort
port?.on('message', (order: Order) => {
  drawPaper(order.paper, order.logo).then(
    (bytes) => port.postMessage({ id: order.id, bytes } satisfies Delivery),
    (error: unknown) => port.postMessage({ id: order.id, error: String(error) } satisfies Delivery),
  )
})
