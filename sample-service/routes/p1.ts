import express, { type Response, Router } from 'express'
import type { Facade, State } from '../facade.ts'
import { type Pause, pause } from '../patient-fetch.ts'
import { problem } from '../problem.ts'

/** The first wait between two looks at a process, and the longest. */
const firstPollMs = 100
const longestPollMs = 2000

/**
 * `POST /p1`: starts a process, waits until it has ended and answers with its result: 200 with the data, 422 if it failed,
 * 504 if it takes longer than `timeoutMs`. A caller who hangs up ends the waiting, not the process.
 */
export const p1 = (facade: Facade, timeoutMs: number, wait: Pause = pause): Router => {
  const ended = async (executionId: string, signal: AbortSignal): Promise<State> => {
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, longestPollMs)) {
      const state = await facade.state(executionId, signal)
      if (state.status !== 'RUNNING') return state
      await wait(pollMs, signal)
    }
  }

  return Router().post('/p1', express.text({ type: () => true, limit: '10mb' }), async (request, response) => {
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([deadline, hangUp(response)])
    let executionId: string | undefined
    try {
      const started = await facade.start(typeof request.body === 'string' ? request.body : '', signal)
      executionId = started.executionId
      const { transactionId } = started

      const { status, error, cause } = await ended(executionId, signal)
      if (status === 'SUCCEEDED') {
        response.json({ status, transactionId, data: await facade.data(transactionId, signal) })
      } else {
        response.status(422).json({ status, transactionId, executionId, error, cause })
      }
    } catch (error) {
      if (!deadline.aborted) throw error
      const detail = executionId
        ? `The process has not ended within ${timeoutMs / 1000} s and goes on: look at its state later.`
        : `The facade did not take the request within ${timeoutMs / 1000} s: nothing is known to have started.`
      problem(response, 504, 'Gateway Timeout', detail, { executionId })
    }
  })
}

/** Aborts when the caller has gone before the answer. */
const hangUp = (response: Response) => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
