import { duration } from '../model/duration.ts'
import { type LogLine, logLine } from '../model/log-line.ts'
import type { Invocation, RegionRequest } from '../region/answers.ts'
import { CopyButton } from './copy-button.tsx'
import { exactly } from './times.ts'

/**
 * One invocation: how long it took, what it wrote, what it asked of other services.
 * @param besideCause its error is said already
 */
export function InvocationView({ invocation, besideCause = false }: { invocation: Invocation; besideCause?: boolean }) {
  const { functionName, requestId, lines, linesLeftOut, requests, error } = invocation
  return (
    <section class="invocation">
      <header>
        <h2>{functionName ?? 'The state itself'}</h2>
        <span class="note">{lasted(invocation)}</span>
        {lines.length > 0 && <CopyButton text={lines.map(({ text }) => text).join('\n')} label="Copy lines" />}
      </header>
      {!besideCause && error?.errorMessage !== undefined && (
        <p class="bad said">
          <code>{error.errorType}</code> {error.errorMessage}
        </p>
      )}
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
        <ol class="log" tabIndex={0} aria-label={`Log of ${requestId}`}>
          {lines.map(({ at, text }, index) => (
            <Line key={index} at={at} line={logLine(text)} />
          ))}
        </ol>
      )}
      {lines.length === 0 && functionName && <p class="note said">It wrote nothing.</p>}
      {linesLeftOut > 0 && <p class="note said">{linesLeftOut} more lines were not kept.</p>}
      {requests.length > 0 && <Requests requests={requests} />}
    </section>
  )
}

function lasted({ acceptedAt, beganAt, endedAt, functionName, requests }: Invocation): string {
  if (!functionName) return requests[0]?.durationMs === undefined ? '' : duration(requests[0].durationMs)
  const waited = (beganAt ?? acceptedAt) - acceptedAt
  const ran =
    beganAt === undefined ? 'not begun' : endedAt === undefined ? 'runs' : `ran ${duration(endedAt - beganAt)}`
  return waited > 5 ? `${ran}, after ${duration(waited)} until an environment was ready` : ran
}

function Line({ at, line: { level, message, facts } }: { at: number; line: LogLine }) {
  return (
    <li class={/ERROR|FATAL|CRITICAL/.test(level) ? 'bad' : level === 'WARN' ? 'warn' : ''}>
      <time class="faint">{exactly(at)}</time>
      <span>
        {level && <b>{level}</b>} {message} {facts && <span class="faint">{facts}</span>}
      </span>
    </li>
  )
}

/** What it asked of AWS, and what IAM decided. */
function Requests({ requests }: { requests: readonly RegionRequest[] }) {
  return (
    <table class="requests">
      <thead>
        <tr>
          <th scope="col">Request</th>
          <th scope="col">IAM</th>
          <th scope="col" class="right">
            Answer
          </th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request, index) => (
          <Request key={index} request={request} />
        ))}
      </tbody>
    </table>
  )
}

function Request({ request: { action, resource, outcome, status, durationMs } }: { request: RegionRequest }) {
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource }, null, 2)
  return (
    <tr>
      <td>
        <b>{action}</b> <span class="faint resource">{resource}</span>
      </td>
      <td>
        {outcome === 'allowed' ? (
          <span class="ok">allowed</span>
        ) : (
          <>
            <span class="bad">{outcome === 'not allowed' ? 'no policy allows it' : 'a policy denies it'}</span>
            {outcome === 'not allowed' && <CopyButton text={statement} label="Copy statement" />}
          </>
        )}
      </td>
      <td class="right">
        {status !== undefined && <span class={status >= 400 ? 'bad' : ''}>{status}</span>}{' '}
        {durationMs !== undefined && <span class="faint">{duration(durationMs)}</span>}
      </td>
    </tr>
  )
}
