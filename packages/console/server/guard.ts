import type { IncomingMessage } from 'node:http'

/**
 * Why a request is not answered; `undefined` if it may pass. A name that leads here is not enough (DNS rebinding), nor is a page of
 * someone else that asks (cross-site requests), so Host must be a loopback address and Origin, where there is one, this very page.
 */
export function foreign({ headers }: Pick<IncomingMessage, 'headers'>, port: number): string | undefined {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`)
  const { host = '', origin } = headers
  if (!own.includes(host)) return `the host ${host} is not this machine`
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`))
    return `the origin ${origin} is another page`
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') return 'another page asks'
  return undefined
}

/** No code but the page's own files, no request but to its own server, no frame around it. */
export const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const
