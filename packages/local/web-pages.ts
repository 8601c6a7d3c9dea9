import type { IncomingHttpHeaders } from 'node:http'

/**
 * A request that a web page has a browser send. Whoever reads a foreign page is the developer, the page is not: each port says
 * which pages it answers.
 */
export type PageRequest = {
  /** Of the page, as `Origin` says: `http://localhost:5173`; `null` in sandboxes and files. GET and HEAD often come without. */
  origin: string | undefined
  /** Where the page is from, as seen from here: another port of this host is `same-site`. */
  site: 'same-origin' | 'same-site' | 'cross-site'
  /** Somebody opened a link: the answer becomes a page of its own, which the one with the link cannot read. */
  opened: boolean
  /** A script reads the answer, or would. */
  read: boolean
}

type Incoming = { method?: string | undefined; headers: Readonly<IncomingHttpHeaders> }

/**
 * Why a port does not answer a request: it was sent to a name that is not this machine's, which only a browser does that was told a
 * wrong address (DNS rebinding), or by a page that may not call.
 * @param answers whether the port answers this page
 * @param isOwnHost names of the port beside those of this machine, in lower case
 * @returns undefined for what it answers, e.g. everything that is not from a browser
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function pageRefusal(
  incoming: Incoming,
  answers: (page: PageRequest) => boolean,
  isOwnHost: (name: string) => boolean = () => false,
): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = incoming.headers
  if (host !== undefined) {
    const name = nameOfHost(host)
    if (!isLoopback(name) && !isOwnHost(name)) return `Host ${host} is not this machine`
  }
  if (origin === undefined && (site === undefined || site === 'none')) return undefined
  if (answers(pageRequest(incoming))) return undefined
  return origin === undefined ? `a ${site} page may not send this` : `pages of ${origin} may not send this`
}

/** Whether a page comes from a server of this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false
  return isLoopback(nameOfHost(new URL(origin).host))
}

function pageRequest({ method, headers }: Incoming): PageRequest {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  const reads = method === 'GET' || method === 'HEAD'
  return {
    origin,
    site: site === 'same-origin' || site === 'same-site' ? site : 'cross-site',
    opened: reads && origin === undefined && mode === 'navigate' && destination === 'document',
    read: destination === 'empty',
  }
}

/** `[::1]:4566` → `[::1]`, `LOCALHOST.:80` → `localhost` */
function nameOfHost(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
}

/**
 * Loopback addresses and the names that browsers and resolvers take for them, with what SDKs put before: `bucket.`, an account, `sync-`.
 * No browser goes to `bucket.127.0.0.1`: a name that ends in a number has to be an address.
 * @see https://url.spec.whatwg.org/#ends-in-a-number-checker
 */
function isLoopback(name: string): boolean {
  return loopback.test(name)
}

const loopback = /^(?:(?:.+\.|sync-)?(?:localhost|127(?:\.\d{1,3}){3})|\[::1\])$/
