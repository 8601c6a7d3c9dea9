import * as z from 'zod/mini'
import { Order } from '../../src/approval/order.ts'
import { task } from '../../src/task.ts'

/** More was ordered than is in stock. Trying again does not help. */
export class OrderNotDeliverable extends Error {
  override readonly name = 'OrderNotDeliverable'
}

/** How many of a thing the simulated backend has in stock. */
const inStock = 1000

/** Simulates the backend that takes orders: it accepts what is in stock. */
export function processOrder({ orderId, order }: { orderId: string; order: Order }, processedAt = new Date()) {
  const { quantity = 1 } = order
  if (quantity > inStock) throw new OrderNotDeliverable(`${quantity} were ordered, ${inStock} are in stock`)
  return { ...order, orderId, quantity, processedAt: processedAt.toISOString() }
}

export const handler = task(z.object({ orderId: z.string(), order: Order }), (input) => processOrder(input))
