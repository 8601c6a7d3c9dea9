import type { Caller } from '../iam/caller.ts'

/** Gets to know which requests come over HTTP and how they were answered, for whoever looks later. It decides nothing. */
export type RequestWatch = {
  /** A request of this caller begins: each has a caller object of its own. */
  began(caller: Caller, headers: Readonly<Record<string, string>>): void
  answered(caller: Caller, status: number): void
}
