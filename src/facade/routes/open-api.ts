import { auth } from '../http/caller.ts'
import { ok, respond } from '../http/respond.ts'
import { security } from '../http/security.ts'
import document from '../openapi/document.ts'

/**
 * `GET /openapi.json`: the contract, with what this deployment asks of callers. It needs the API key like every route, so the usage
 * plan limits what it costs.
 */
export const handler = respond(async () => ok({ ...document, security: security[auth] }))
