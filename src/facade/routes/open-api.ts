import { ok, respond } from '../http/respond.ts'
import document from '../openapi/document.ts'

/**
 * `GET /openapi.json`: the contract. It needs the API key like every route: the usage plan then bounds what it costs, and
 * whoever may call the API may read it.
 */
export const handler = respond(async () => ok(document))
