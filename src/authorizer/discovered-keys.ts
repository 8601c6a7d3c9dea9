import { createRemoteJWKSet } from 'jose'
import * as z from 'zod/mini'
import type { Keys } from './verified-token.ts'

/** What we use of the metadata of an OpenID Connect provider. */
const Metadata = z.object({ issuer: z.string(), jwks_uri: z.string() })

/** How long an answer of the issuer is waited for. API Gateway waits for 29 s. */
const timeoutMs = 5_000

/** The issuer says that it is another one, or has its keys where anybody on the way could exchange them. */
export class IssuerNotTrusted extends Error {
  override readonly name = 'IssuerNotTrusted'
}

/**
 * The public keys of an issuer, which are asked for when first needed and kept for ten minutes; a key that is not among them is
 * looked for again, at most every 30 s. Where they are says the issuer, unless `jwksUri` does.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export function discoveredKeys(issuer: string, jwksUri?: string): Keys {
  let found: Promise<Keys> | undefined
  const find = async (): Promise<Keys> => {
    const url = safe(jwksUri ?? (await metadataOf(issuer)).jwks_uri)
    return createRemoteJWKSet(url, { timeoutDuration: timeoutMs })
  }
  return async (...about) => {
    found ??= find()
    try {
      return await (await found)(...about)
    } catch (error) {
      // Nothing was found out: ask again for the next token.
      await found.catch(() => {
        found = undefined
      })
      throw error
    }
  }
}

async function metadataOf(issuer: string) {
  const url = safe(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  if (!response.ok) throw new Error(`${url} answers ${response.status}`)
  const metadata = Metadata.parse(await response.json())
  if (metadata.issuer !== issuer) throw new IssuerNotTrusted(`${url} is of the issuer ${metadata.issuer}`)
  return metadata
}

/** Over TLS, or on the machine itself: the local region has no other way, and in a function on AWS nobody listens there. */
function safe(text: string): URL {
  const url = new URL(text)
  const loopback = /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url
  throw new IssuerNotTrusted(`${text} does not begin with https://`)
}
