import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type ExecutionItem } from './api.ts'
import { useErrors } from './errors.ts'
import { details, history } from './execution-store.ts'
import { childPath, query } from './location.ts'
import { tone } from './pill.tsx'

/** So many executions are shown: each page of a list is a call. */
const shownChildren = 1000

type MapRun = { status: string; toleratedFailureCount?: number; itemCounts?: Record<string, number> }

/** @throws ApiError */
const childrenOf = (mapRunArn: string) =>
  call<{ executions: ExecutionItem[] }>('ListExecutions', { mapRunArn, maxResults: shownChildren }).then(
    ({ executions }) => executions.toReversed(), // as they were started
  )

const counted = ['succeeded', 'failed', 'timedOut', 'aborted', 'running', 'pending']

/** The executions of a distributed Map, one square each. They are executions of their own: each has its page. */
export function MapRun({ arn }: { arn: string }) {
  const run = useSignal<MapRun | undefined>(undefined)
  const children = useSignal<readonly ExecutionItem[]>([])
  useEffect(() => {
    void call<MapRun>('DescribeMapRun', { mapRunArn: arn }).then(
      (answer) => {
        run.value = answer
      },
      () => {},
    )
    void childrenOf(arn).then(
      (executions) => {
        children.value = executions
      },
      () => {},
    )
    // What happens to items is in no event of the execution around them: the list is read again as that one goes on.
  }, [arn, history.value.length])
  const counts = run.value?.itemCounts ?? {}
  return (
    <section class="iterations">
      <header>
        <h2>{counts.total ?? children.value.length} items</h2>
        <span class="note">
          {counted
            .filter((status) => counts[status])
            .map((status) => `${counts[status]} ${status === 'timedOut' ? 'timed out' : status}`)
            .join(' · ')}
        </span>
      </header>
      <div class="squares">
        {children.value.map(({ executionArn, name, status }) => (
          <a
            key={executionArn}
            class={`square ${tone(status)}`}
            href={childPath(executionArn, arn, details.value?.executionArn)}
            title={name}
          >
            <span class="hidden">
              execution {name}, {status.toLowerCase()}
            </span>
          </a>
        ))}
      </div>
      <Failed children={children.value} arn={arn} />
    </section>
  )
}

function Failed({ children, arn }: { children: readonly ExecutionItem[]; arn: string }) {
  const failed = children.filter(({ status }) => tone(status) === 'bad').slice(0, 8)
  const errorOf = useErrors(failed)
  if (failed.length === 0) return null
  return (
    <ul class="failed">
      {failed.map((child) => (
        <li key={child.executionArn}>
          <a class="child" href={childPath(child.executionArn, arn, details.value?.executionArn)}>
            {child.name.slice(0, 8)} ↗
          </a>
          <span class="bad">{errorOf(child)}</span>
        </li>
      ))}
    </ul>
  )
}

/** On the page of an item's execution: to the one before, to the next, and back to the Map. */
export function AmongItems() {
  const mapRunArn = query.value.get('mapRun')
  const parent = query.value.get('parent')
  const children = useSignal<readonly ExecutionItem[]>([])
  useEffect(() => {
    if (!mapRunArn) return
    void childrenOf(mapRunArn).then(
      (executions) => {
        children.value = executions
      },
      () => {},
    )
  }, [mapRunArn])
  if (!mapRunArn) return null
  const at = children.value.findIndex(({ executionArn }) => executionArn === details.value?.executionArn)
  const to = (index: number) => childPath(children.value[index]?.executionArn ?? '', mapRunArn, parent ?? undefined)
  return (
    <nav class="among" aria-label="Items of the Map">
      {parent && <a href={`/executions/${encodeURIComponent(parent)}`}>The Map</a>}
      {at > 0 && (
        <a href={to(at - 1)} rel="prev">
          ‹ before
        </a>
      )}
      <span class="faint">{at >= 0 && `item ${at + 1} of ${children.value.length}`}</span>
      {at >= 0 && at < children.value.length - 1 && (
        <a href={to(at + 1)} rel="next">
          next ›
        </a>
      )}
    </nav>
  )
}
