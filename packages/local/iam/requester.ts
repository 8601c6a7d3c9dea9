import type { Caller, ServicePrincipal } from './caller.ts'

/** Who wants to do something; `undefined`: nobody signed. */
export type Requester = Caller | ServicePrincipal | undefined
