import { expect, test } from '@jest/globals'
import { handler, OrderNotDeliverable, processOrder } from '../../../steps/approval/process-order.ts'
import { context } from '../../support/lambda-context.ts'

test('an order is taken in with all that was said of it', () => {
  const order = { title: 'A book', gift: true }

  expect(processOrder({ orderId: 'o-1', order }, new Date('2026-01-01T00:00:00Z'))).toEqual({
    orderId: 'o-1',
    title: 'A book',
    gift: true,
    quantity: 1,
    processedAt: '2026-01-01T00:00:00.000Z',
  })
})

test('more than there is cannot be delivered', () => {
  expect(() => processOrder({ orderId: 'o-1', order: { quantity: 1001 } })).toThrow(OrderNotDeliverable)
})

test('what is no order is refused by name', async () => {
  await expect(handler({ orderId: 'o-1', order: [] }, context)).rejects.toMatchObject({ name: 'TaskInputError' })
})
