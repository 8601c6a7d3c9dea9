import * as z from 'zod/mini'
import type { Operation } from '../openapi/operation.ts'

export const operation: Operation = {
  method: 'get',
  path: '/openapi.json',
  operationId: 'openApi',
  summary: 'This document',
  description: 'The contract of the API as OpenAPI 3.1.',
  answers: {
    200: {
      description: 'The contract.',
      schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
      example: { openapi: '3.1.1', paths: {} },
    },
  },
  problems: {},
}
