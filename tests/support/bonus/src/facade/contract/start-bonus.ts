import * as z from 'zod/mini'

export const operation = {
  method: 'post',
  path: '/bonuses',
  operationId: 'startBonus',
  summary: 'Pay a bonus',
  description: 'Pays what was earned.',
  answers: { 202: { description: 'The bonus is under way.', schema: z.object({}), example: {} } },
  problems: {},
}
