import type { Request, RequestHandler } from 'express'
import { problem } from './problem.ts'

/**
 * Refuses what pages of others have a browser send: whoever reads them is a person who may approve orders, the page is not. A link
 * to the page of this service may be anywhere.
 * @param listeningOn the address that the service listens on. On a loopback address it answers to loopback names alone, as a browser
 * can be told that any other name has that address (DNS rebinding); elsewhere its names are not known.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function ownPagesOnly(listeningOn: string): RequestHandler {
  const onLoopback = loopback.test(listeningOn) || listeningOn === '::1'
  return (request, response, next) => {
    const { host = '' } = request.headers
    if (onLoopback && host !== '' && !loopback.test(host.replace(/:\d*$/, '').replace(/\.$/, '')))
      return problem(response, 403, 'Forbidden', `This service is not ${host}: call it by the name localhost.`)
    if (!isFromOwnPage(request, host))
      return problem(response, 403, 'Forbidden', 'Pages of other origins may not call this service.')
    next()
  }
}

const loopback = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/** Also for what is not from a page: a program, or an address that somebody typed. */
function isFromOwnPage({ method, path, headers }: Request, host: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
  if (site === undefined || site === 'none' || site === 'same-origin') return true
  return method === 'GET' && path === '/' && headers['sec-fetch-dest'] === 'document'
}
