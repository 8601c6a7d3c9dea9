import type { InvocationSource, InvokeResult } from './invoke.ts'

/** Gets to know what becomes of invocations, for whoever looks later. It decides nothing. */
export type InvocationWatch = {
  accepted(invocation: { requestId: string; functionName: string; source?: InvocationSource | undefined }): void
  /** Its handler is called. */
  began(requestId: string): void
  /** What it wrote to stdout or stderr: one or more lines. */
  wrote(requestId: string, text: string): void
  ended(requestId: string, result: InvokeResult): void
}

/**
 * Part of the trace id of an invocation, which the SDK sends with each of its requests: so they can be told apart from those of others
 * that run as the same role. 24 hexadecimal digits.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export const traceOf = (requestId: string): string => requestId.replaceAll('-', '').slice(0, 24)

/** The header and environment variable with it. Nobody gathers traces here. */
export const traceHeader = (requestId: string): string => `Root=1-00000000-${traceOf(requestId)};Sampled=0`
