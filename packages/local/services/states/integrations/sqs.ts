import { optimised } from './optimized.ts'
import type { CallSdk } from './sdk/clients.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
export const sqs = (call: CallSdk) => ({ sendMessage: optimised(call, 'sqs', 'sendMessage') })
