import { Instant, OrderId } from '@edurise/contracts'
import { z } from 'zod'

/** Where a page of orders ended: when it was made, and its id. */
export const OrderCursor = z.tuple([Instant, OrderId])
