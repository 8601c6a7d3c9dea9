import { type Client, waitForResult } from '@sfs3/client'
import express, { type Response, Router } from 'express'
import { unportable } from '../portable-json.ts'
import { problem } from '../problem.ts'

/** What starts processes: the facade, or what stands in for it. */
export type Processes = Pick<Client, 'startProcess' | 'processState' | 'processData'>

/** How long the start waits for the end: a short process needs no second request. */
const waitSeconds = 5

/**
 * `POST /p1`: starts a process, waits until it has ended and answers with its result: 200 with the data, 422 if it failed,
 * 504 if it takes longer than `timeoutMs`. When the caller hangs up, the waiting ends and the process continues.
 */
export function p1(processes: Processes, timeoutMs: number): Router {
  return Router().post('/p1', express.text({ type: () => true, limit: '10mb' }), async (request, response) => {
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([deadline, hangUp(response)])
    const input = json(request.body)
    if (input === undefined)
      return problem(response, 400, 'Bad Request', 'The body is not JSON: send one JSON value, or nothing.')
    const reason = unportable(input)
    if (reason !== undefined) return problem(response, 400, 'Bad Request', reason)

    let executionId: string | undefined
    try {
      const started = await processes.startProcess(input, { signal, waitSeconds })
      executionId = started.executionId
      const { transactionId } = started

      const ended = started.status === 'RUNNING' ? await waitForResult(processes, executionId, { signal }) : started
      const { status } = ended
      if (status === 'SUCCEEDED')
        return response.json({ status, transactionId, data: await processes.processData(transactionId, { signal }) })

      const { error, cause } = ended
      response.status(422).json({ status, transactionId, executionId, error, cause })
    } catch (error) {
      if (!deadline.aborted) throw error
      const detail = executionId
        ? `The process has not ended within ${timeoutMs / 1000} s and goes on: look at its state later.`
        : `The start was not answered within ${timeoutMs / 1000} s: whether there is a process is not known.`
      problem(response, 504, 'Gateway Timeout', detail, { executionId })
    }
  })
}

/** The JSON of a body, `{}` if there is none; `undefined` if it is not JSON. */
const json = (body: unknown): unknown => {
  if (typeof body !== 'string' || body.trim() === '') return {}
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Aborts when the caller hangs up before the answer. */
const hangUp = (response: Response) => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
