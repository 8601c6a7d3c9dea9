import { type IncomingHttpHeaders, request } from 'node:http'

/** Sends headers that `fetch` keeps for browsers, such as `Origin` and `Host`. */
export function requestWith(url: string, method: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, async (response) => {
      const body = Buffer.concat(await response.toArray()).toString()
      resolve({ status: response.statusCode, headers: response.headers, body })
    })
      .on('error', reject)
      .end()
  })
}

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: string }
