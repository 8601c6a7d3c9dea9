import { Problem } from '@sfs3/client'
import type { NextFunction, Request, Response } from 'express'

/** Answers with what went wrong and what to do. @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problem(response: Response, status: number, title: string, detail: string, members = {}) {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title, detail, ...members }))
}

/** Handles every error. Express recognises an error handler by its four parameters. */
export function problems(
  error: Error & { status?: unknown },
  _request: Request,
  response: Response,
  next: NextFunction,
) {
  if (response.headersSent) return next(error)
  if (response.closed) return // the caller has hung up
  if (error instanceof Problem) return relay(error, response)
  const status = typeof error?.status === 'number' ? error.status : 500
  if (status < 500) return problem(response, status, error.name, `${error.message}.`)
  console.error(error)
  problem(response, 500, 'Internal Server Error', 'The log of the sample service has the reason.')
}

/** A refusal of the facade is the caller's to correct, except for the API key and the token, which are ours. */
const relay = ({ status, document }: Problem, response: Response) => {
  if (status === 401)
    return problem(response, 502, 'Bad Gateway', 'The facade refuses the token: check AUTH and TOKEN.')
  if (status === 403)
    return problem(response, 502, 'Bad Gateway', 'The facade refuses the API key: check APIKEY and AUTH.')
  if (status >= 500)
    return problem(response, 502, 'Bad Gateway', 'The facade could not answer: its log has the reason.')
  response.status(status).type('application/problem+json').send(JSON.stringify(document))
}
