import * as z from 'zod/mini'

export const operation = {
  method: 'post',
  path: '/refunds',
  operationId: 'startRefund',
  summary: 'Refund an amount',
  description: 'Pays an amount back.',
  answers: { 202: { description: 'The refund is under way.', schema: z.object({}), example: {} } },
  problems: {},
}
