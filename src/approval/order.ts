import * as z from 'zod/mini'
import { AnyJson } from '../process/json.ts'

/** An order. Members that the service does not know are passed on unchanged. */
export const Order = z
  .catchall(
    z.object({
      title: z.exactOptional(
        z
          .string('must be a text')
          .check(z.minLength(1, 'must not be empty'), z.maxLength(200, 'must have 200 characters at most')),
      ),
      quantity: z.exactOptional(
        z.number('must be a number').check(z.int('must be whole'), z.positive('must be 1 or more')),
      ),
    }),
    AnyJson,
  )
  .check(
    z.refine((order) => Object.keys(order).length > 0, 'say what is ordered, e.g. {"title": "A book", "quantity": 1}'),
  )
export type Order = z.infer<typeof Order>
