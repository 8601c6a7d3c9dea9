import { Problem } from '@sfs3/client'
import type { ErrorRequestHandler, Response } from 'express'

/** Answers with what went wrong and what to do. @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problem(response: Response, status: number, title: string, detail: string, members = {}) {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title, detail, ...members }))
}

/** Every error ends here. Express tells errors from requests by the four parameters. */
export const problems: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  if (response.closed) return // the caller has gone
  if (error instanceof Problem) return relay(error, response)
  const status = typeof error?.status === 'number' ? error.status : 500
  if (status < 500) return problem(response, status, error.name, `${error.message}.`)
  console.error(error)
  problem(response, 500, 'Internal Server Error', 'The log of the sample service has the reason.')
}

/** What the facade refuses is the caller's to change, except for the API key, which is ours. */
const relay = ({ status, document }: Problem, response: Response) => {
  if (status === 403) return problem(response, 502, 'Bad Gateway', 'The facade refuses the API key: check APIKEY.')
  if (status >= 500)
    return problem(response, 502, 'Bad Gateway', 'The facade could not answer: its log has the reason.')
  response.status(status).type('application/problem+json').send(JSON.stringify(document))
}
