import { type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { StreamingResponse } from './service.ts'

/** Where requests for a service go that the region does not run: `http://127.0.0.1:5000`. */
export type Routes = (signingName: string, host: string) => string | undefined

/** Sends a request on as it came; the other side sees the host and the signature that the client wrote. @throws when nobody answers there */
export function forward(incoming: IncomingMessage, to: string): Promise<StreamingResponse> {
  const { hostname, port, protocol } = new URL(to)
  const send = protocol === 'https:' ? secure : plain
  return new Promise((resolve, reject) => {
    const outgoing = send(
      { hostname, port, method: incoming.method, path: incoming.url, headers: headersFor(incoming, to) },
      (answer) => resolve({ status: answer.statusCode ?? 502, headers: answeredWith(answer), body: answer }),
    )
    outgoing.once('error', reject)
    incoming.pipe(outgoing)
  })
}

/** To a server of this machine it is as if the client had come there itself: what asks who is called would refuse AWS's names. */
function headersFor({ headers }: IncomingMessage, to: string): IncomingMessage['headers'] {
  return { ...headers, host: new URL(to).host, 'x-forwarded-host': headers.host ?? '' }
}

function answeredWith({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name === 'connection' || name === 'transfer-encoding'
        ? []
        : [[name, [value].flat().join(', ')]],
    ),
  )
}
