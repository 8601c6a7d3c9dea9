import type { EpochMs } from '../../clock/clock.ts'
import type { RequestWatch } from '../../endpoint/request-watch.ts'
import type { Caller } from '../../iam/caller.ts'
import type { Decided, DecisionWatch } from '../../iam/decision-watch.ts'
import type { Denials } from './denials.ts'
import type { Invocation, Invocations, WatchedRequest } from './invocations.ts'

type Open = { invocation: Invocation | undefined; beganAt: EpochMs; requests: WatchedRequest[] }

/** Gives each request to the invocation that made it, with what IAM decided. */
export class Requests implements RequestWatch {
  /** IAM is told who asks, and each request has a caller object of its own. */
  readonly #open = new WeakMap<object, Open>()
  readonly #invocations: Invocations
  readonly #denials: Denials
  readonly #now: () => EpochMs

  constructor(invocations: Invocations, denials: Denials, now: () => EpochMs) {
    this.#invocations = invocations
    this.#denials = denials
    this.#now = now
  }

  began(caller: Caller, headers: Readonly<Record<string, string>>): void {
    const invocation = this.#invocations.byTrace(headers['x-amzn-trace-id'])
    this.#open.set(caller, { invocation, beganAt: this.#now(), requests: [] })
  }

  readonly decided: DecisionWatch = (requester, decided: Decided) => {
    if (decided.outcome !== 'allowed') this.#denials.add(requester, decided)
    const open = requester && this.#open.get(requester)
    if (!open?.invocation) return
    const { action, resource, outcome, message } = decided
    const request = { at: open.beganAt, action, resource, outcome, message }
    open.requests.push(request)
    this.#invocations.addRequest(open.invocation, request)
  }

  answered(caller: Caller, status: number): void {
    const open = this.#open.get(caller)
    for (const request of open?.requests ?? [])
      Object.assign(request, { status, durationMs: this.#now() - (open?.beganAt ?? 0) })
  }
}
