import { ok, respond } from '../http/respond.ts'
import document from '../openapi/document.ts'

/**
 * `GET /openapi.json`: the contract. It needs the API key like every route, so the usage plan limits what it costs.
 */
export const handler = respond(async () => ok(document))
