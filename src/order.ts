import * as z from 'zod'
import { AnyJson } from './json.ts'

/** What may be ordered. What the service does not know of an order it passes on as it is. */
export const Order = z
  .object({
    title: z
      .string('must be a text')
      .min(1, 'must not be empty')
      .max(200, 'must have 200 characters at most')
      .exactOptional(),
    quantity: z.number('must be a number').int('must be whole').positive('must be 1 or more').exactOptional(),
  })
  .catchall(AnyJson)
  .refine((order) => Object.keys(order).length > 0, 'say what is ordered, e.g. {"title": "A book", "quantity": 1}')
export type Order = z.infer<typeof Order>
