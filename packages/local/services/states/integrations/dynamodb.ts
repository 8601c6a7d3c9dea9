import { optimised } from './optimized.ts'
import type { CallSdk } from './sdk/clients.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
export const dynamodb = (call: CallSdk) => ({
  getItem: optimised(call, 'dynamodb', 'getItem'),
  putItem: optimised(call, 'dynamodb', 'putItem'),
  updateItem: optimised(call, 'dynamodb', 'updateItem'),
  deleteItem: optimised(call, 'dynamodb', 'deleteItem'),
})
