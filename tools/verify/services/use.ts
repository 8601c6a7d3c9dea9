import type { Stranger } from '../packages/stranger.ts'

/** Uses a running service. @throws AssertionError when it does not do its job */
export type Use = (service: Stranger) => Promise<void>

/** Of the developer, for the SDK. */
export const credentials = { accessKeyId: 'me', secretAccessKey: 'me' }

/** `POST /orders` with this body: the status, and what was answered. */
export async function call(url: string, method = 'GET', body?: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  return { status: response.status, text: await response.text() }
}
