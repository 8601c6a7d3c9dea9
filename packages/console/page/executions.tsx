import { useEffect } from 'preact/hooks'
import { duration } from '../model/duration.ts'
import type { ExecutionItem } from './api.ts'
import { useErrors } from './errors.ts'
import { executions, listTrouble, machines, watchLists } from './lists-store.ts'
import { executionPath, query, select } from './location.ts'
import { Pill } from './pill.tsx'
import { moment } from './times.ts'
import { VirtualList } from './virtual-list.tsx'

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']

/** The newest executions of all machines. What is filtered by is in the URL. */
export function ExecutionsPage() {
  useEffect(() => watchLists(), [])
  useEffect(() => {
    document.title = 'Executions'
  }, [])
  return (
    <main class="list">
      <h1>Executions</h1>
      <ExecutionList withMachine />
    </main>
  )
}

/** Executions with their filters. @param withMachine whether they are of more than one machine */
export function ExecutionList({ withMachine = false }: { withMachine?: boolean }) {
  const status = query.value.get('status') ?? ''
  const find = (query.value.get('find') ?? '').toLowerCase()
  const machine = withMachine ? (query.value.get('machine') ?? '') : ''
  const text = query.value.get('error') ?? ''
  const within = Number(query.value.get('hours')) || undefined
  const all = executions.value
  const why = useErrors(text === '' ? undefined : all)
  const since = within === undefined ? '' : new Date(Date.now() - within * 3_600_000).toISOString()
  const found = all?.filter(
    (execution) =>
      (status === '' || execution.status === status) &&
      (machine === '' || machineOf(execution) === machine) &&
      execution.startDate >= since &&
      (text === '' || why(execution).toLowerCase().includes(text.toLowerCase())) &&
      (find === '' || execution.name.toLowerCase().includes(find) || machineOf(execution).toLowerCase().includes(find)),
  )
  const count = (name: string) => all?.filter((execution) => execution.status === name).length ?? 0
  return (
    <div class={`rows executions ${withMachine ? 'all' : ''}`}>
      <div class="tools">
        <fieldset class="filters">
          <legend class="hidden">Status</legend>
          <button type="button" aria-pressed={status === ''} onClick={() => select({ status: undefined })}>
            All <small>{all?.length ?? ''}</small>
          </button>
          {statuses
            .filter((name) => count(name) > 0 || status === name)
            .map((name) => (
              <button type="button" key={name} aria-pressed={status === name} onClick={() => select({ status: name })}>
                <Pill status={name} /> <small>{count(name)}</small>
              </button>
            ))}
        </fieldset>
        {withMachine && (
          <select
            aria-label="Machine"
            value={machine}
            onChange={({ currentTarget }) => select({ machine: currentTarget.value })}
          >
            <option value="">Every machine</option>
            {machines.value?.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label="Started"
          value={String(within ?? '')}
          onChange={({ currentTarget }) => select({ hours: currentTarget.value })}
        >
          <option value="">Started at any time</option>
          <option value="0.25">In the last 15 minutes</option>
          <option value="1">In the last hour</option>
          <option value="24">In the last day</option>
          <option value="168">In the last week</option>
        </select>
        <input
          type="search"
          aria-label="Text in error or cause"
          placeholder="Text in error or cause"
          value={text}
          onInput={({ currentTarget }) => select({ error: currentTarget.value })}
        />
        <input
          type="search"
          id="find-execution"
          aria-label="Find by name"
          placeholder="Name or transaction id"
          value={query.value.get('find') ?? ''}
          onInput={({ currentTarget }) => select({ find: currentTarget.value })}
        />
      </div>
      {listTrouble.value && (
        <p class="notice" role="alert">
          {listTrouble.value}
        </p>
      )}
      <div class="row head">
        {withMachine && <span>Machine</span>}
        <span>Execution</span>
        <span>Status</span>
        <span class="right">Started</span>
        <span class="right">Duration</span>
      </div>
      {found?.length === 0 && (
        <p class="empty">{all?.length === 0 ? 'Nothing has been started yet.' : 'No execution fits the filters.'}</p>
      )}
      <VirtualList
        items={found ?? []}
        rowHeight={30}
        label="Executions"
        selected={-1}
        render={(execution) => (
          <a key={execution.executionArn} class="row" href={executionPath(execution.executionArn)}>
            {withMachine && <span class="name">{machineOf(execution)}</span>}
            <span class="name mono">{execution.name}</span>
            <span>
              <Pill status={execution.status} />
            </span>
            <span class="right faint">{moment(execution.startDate)}</span>
            <span class="right">{ranFor(execution)}</span>
          </a>
        )}
      />
    </div>
  )
}

export const machineOf = ({ stateMachineArn }: ExecutionItem): string => stateMachineArn.split(':')[6] ?? ''

const ranFor = ({ startDate, stopDate }: ExecutionItem): string =>
  stopDate === undefined ? '' : duration(Date.parse(stopDate) - Date.parse(startDate))
