import type { ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import type { HistoryEvent as AwsEvent } from '@aws-sdk/client-sfn'
import { DescribeExecutionCommand, GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn'

/** How often to look, in milliseconds: `running` while the execution runs, `ended` afterwards, for it may be redriven. */
export type Pace = { running: number; ended: number }

/** AWS allows five GetExecutionHistory calls a second, the machine next door any number. */
export const paceFor = (endpointIsLoopback: boolean): Pace =>
  endpointIsLoopback ? { running: 50, ended: 1_000 } : { running: 2_000, ended: 10_000 }

export type Watch = {
  client: SFNClient
  executionArn: string
  /** The id of the last event that the page has; 0 for none. A page that slept, or lost its connection, goes on from there. */
  lastEventId: number
  pace: Pace
  signal: AbortSignal
}

/**
 * Writes server-sent events until the page leaves: `execution` with what DescribeExecution says when it changed, `events` with what is new in
 * the history, `trouble` with an error's name and message when Step Functions cannot be asked.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function watchExecution(response: ServerResponse, watch: Watch): Promise<void> {
  const { client, executionArn, pace, signal } = watch
  const send = (event: string, data: unknown, id?: number) =>
    response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  let last = watch.lastEventId
  let described = ''
  response.write('retry: 500\n\n')
  while (!signal.aborted) {
    let ended = false
    try {
      const { $metadata, ...execution } = await client.send(new DescribeExecutionCommand({ executionArn }), {
        abortSignal: signal,
      })
      const text = JSON.stringify(execution)
      ended = execution.status !== 'RUNNING'
      if (text !== described || !ended) {
        for await (const events of newEvents(client, executionArn, last, signal)) {
          last = events.at(-1)?.id ?? last
          send('events', events, last)
        }
      }
      if (text !== described) send('execution', execution)
      described = text
    } catch (error) {
      if (signal.aborted) return
      const { name, message } = error as Error
      send('trouble', { error: name, message: message || name })
      described = ''
      ended = true
    }
    await after(ended ? pace.ended : pace.running, undefined, { signal }).catch(() => {})
  }
}

const pageSize = 1000

/**
 * Events after one that is known, oldest first, in pages. A page without any is asked for from the start, so that the first thousand events
 * can be drawn while the others come. One that has some asks from the end, until it meets what it has.
 */
async function* newEvents(
  client: SFNClient,
  executionArn: string,
  last: number,
  signal: AbortSignal,
): AsyncGenerator<AwsEvent[]> {
  const read = (nextToken?: string) =>
    client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        nextToken,
        reverseOrder: last > 0,
        maxResults: last > 0 ? 100 : pageSize,
      }),
      { abortSignal: signal },
    )
  const fresh: AwsEvent[] = []
  let page = await read()
  for (;;) {
    const events = (page.events ?? []).filter(({ id = 0 }) => id > last)
    const meetsKnown = events.length < (page.events ?? []).length
    const token = meetsKnown ? undefined : page.nextToken
    // The next page comes while this one is on its way to the browser.
    const next = token === undefined ? undefined : read(token)
    next?.catch(() => {}) // Awaited below.
    if (last === 0 && events.length > 0) yield events
    if (last > 0) fresh.push(...events)
    if (!next) break
    page = await next
  }
  fresh.reverse()
  for (let at = 0; at < fresh.length; at += pageSize) yield fresh.slice(at, at + pageSize)
}
