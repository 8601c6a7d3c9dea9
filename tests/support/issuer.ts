import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** An OpenID Connect provider on this machine, with a key of its own. */
export type Issuer = {
  url: string
  kid: string
  publicJwk: JWK
  publicPem: string
  /** A token of `ada` for `orders`, unless the claims say something else; `undefined` leaves a claim out. */
  token(claims?: Partial<Record<string, unknown>>, header?: object): Promise<string>
  close(): Promise<void>
}

export async function testIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const kid = randomUUID()
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }
  const server = createServer((request, response) => {
    const metadata = { issuer: url, jwks_uri: `${url}/jwks` }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [publicJwk] } : metadata))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    kid,
    publicJwk,
    publicPem: await exportSPKI(publicKey),
    token(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000)
      const all = { iss: url, sub: 'ada', aud: 'orders', iat: now, exp: now + 300, ...claims }
      return new SignJWT(JSON.parse(JSON.stringify(all)) as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid, ...header })
        .sign(privateKey)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
