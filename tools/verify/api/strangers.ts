import fc from 'fast-check'
import { innards, type StrangeRequest, strangeRequests } from '../../../tests/support/arbitrary-request.ts'
import type { Contract } from './contract.ts'

/**
 * Sends so many requests of strangers over HTTP and counts the answers by status.
 * @throws Error with the first request that makes the API fail or tell of its innards
 */
export async function strangers(
  { paths }: Contract,
  apiUrl: string,
  apiKey: string,
  requests: number,
): Promise<Map<number, number>> {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as [StrangeRequest['method'], string]),
  )
  const seen = new Map<number, number>()
  for (const strange of fc.sample(strangeRequests(routes), requests)) {
    const response = await send(apiUrl, apiKey, strange)
    if (!response) continue
    const body = await response.text()
    seen.set(response.status, (seen.get(response.status) ?? 0) + 1)
    if (response.status >= 500 || (response.status >= 400 && innards.test(body)))
      throw new Error(`${response.status} ${body} for ${JSON.stringify(strange)}`)
  }
  return seen
}

/** `undefined` for what HTTP itself cannot carry. */
async function send(apiUrl: string, apiKey: string, { method, path, query, headers, body }: StrangeRequest) {
  const url = new URL(apiUrl + path)
  for (const [name, value] of query) url.searchParams.append(name.toWellFormed(), value.toWellFormed())
  const sent = new Headers({ 'x-api-key': apiKey })
  try {
    for (const [name, value] of Object.entries(headers)) sent.set(name, value)
  } catch {
    return undefined
  }
  return fetch(url, {
    method,
    headers: sent,
    redirect: 'manual',
    ...(method === 'POST' && { body: body as string | Uint8Array<ArrayBuffer> }),
  })
}
