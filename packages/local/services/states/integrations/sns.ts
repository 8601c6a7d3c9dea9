import { optimised } from './optimized.ts'
import type { CallSdk } from './sdk/clients.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
export const sns = (call: CallSdk) => ({ publish: optimised(call, 'sns', 'publish') })
