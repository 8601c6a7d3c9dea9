import { isLoopbackOrigin, type PageRequest } from '../../web-pages.ts'
import { mockResponse } from './mock-integration.ts'
import type { Method } from './rest-api.ts'

/**
 * Whether a page may call a path: one that a server of this machine sent, one whose origin the template allows, and whoever opens
 * a link. On AWS any page may send, and CORS only decides what it reads; but there the API is not on the reader's own machine.
 * @param preflights the `OPTIONS` methods of the path, where a template says with a MOCK integration who may call
 */
export function answersPage({ origin, opened, site }: PageRequest, preflights: readonly Method[]): boolean {
  if (opened || (origin === undefined && site !== 'cross-site')) return true
  if (origin !== undefined && isLoopbackOrigin(origin)) return true
  return preflights
    .filter(({ integration }) => integration.Type === 'MOCK')
    .map(({ integration }) => allowedOrigin(integration, origin))
    .some((allowed) => allowed === '*' || (allowed !== undefined && allowed === origin))
}

function allowedOrigin(integration: Method['integration'], origin: string | undefined): string | undefined {
  const header = Object.entries(mockResponse(integration, origin).headers).find(
    ([name]) => name.toLowerCase() === 'access-control-allow-origin',
  )
  return header && String(header[1])
}
