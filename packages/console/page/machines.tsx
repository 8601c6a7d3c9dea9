import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { graph, type Machine, parseDefinition } from '../index.ts'
import { startAgain } from './actions.ts'
import { call, config } from './api.ts'
import { DefinitionView } from './definition-view.tsx'
import { definition, details, history } from './execution-store.ts'
import { ExecutionList } from './executions.tsx'
import { GraphView } from './graph-view.tsx'
import { executions, listTrouble, machines, watchLists } from './lists-store.ts'
import { machinePath, query, select } from './location.ts'
import { tone } from './pill.tsx'
import { moment } from './times.ts'

/** Every machine, with how its newest executions stand. */
export function MachinesPage() {
  useEffect(() => watchLists(), [])
  useEffect(() => {
    document.title = 'Machines'
  }, [])
  const of = (arn: string) => executions.value?.filter(({ stateMachineArn }) => stateMachineArn === arn) ?? []
  return (
    <main class="list">
      <h1>Machines</h1>
      {listTrouble.value && (
        <p class="notice" role="alert">
          {listTrouble.value}
        </p>
      )}
      {machines.value?.length === 0 && <p class="empty">There is no state machine here yet.</p>}
      <div class="rows machines">
        <div class="row head">
          <span>Machine</span>
          <span>Type</span>
          <span>Newest executions</span>
          <span class="right">Running</span>
          <span class="right">Failed</span>
          <span class="right">Last started</span>
        </div>
        {machines.value?.map(({ stateMachineArn, name, type }) => {
          const list = of(stateMachineArn)
          const count = (...statuses: string[]) => list.filter(({ status }) => statuses.includes(status)).length
          return (
            <a key={stateMachineArn} class="row" href={machinePath(stateMachineArn)}>
              <span class="name strong">{name}</span>
              <span class="faint">{type.toLowerCase()}</span>
              <span class="sparks" aria-hidden="true">
                {list.slice(0, 24).map(({ executionArn, status }) => (
                  <i key={executionArn} class={tone(status)} />
                ))}
              </span>
              <span class="right">{count('RUNNING') || ''}</span>
              <span class="right">{count('FAILED', 'TIMED_OUT') || ''}</span>
              <span class="right faint">{moment(list[0]?.startDate)}</span>
            </a>
          )
        })}
      </div>
    </main>
  )
}

type Described = { name: string; definition: string; type: string; roleArn: string; creationDate: string }

/** One machine: its graph, its executions, a way to start one. */
export function MachinePage({ arn }: { arn: string }) {
  const described = useSignal<Described | undefined>(undefined)
  const problem = useSignal('')
  useEffect(() => watchLists(arn), [arn])
  useEffect(() => {
    details.value = undefined
    history.value = []
    definition.value = undefined
    call<Described>('DescribeStateMachine', { stateMachineArn: arn })
      .then((answer) => {
        described.value = answer
        document.title = answer.name
        definition.value = drawable(answer.definition)
      })
      .catch((error: Error) => {
        problem.value = `${error.name}: ${error.message}`
      })
  }, [arn])
  const view = query.value.get('view') ?? 'graph'
  const name = described.value?.name ?? arn.split(':')[6] ?? ''
  return (
    <main class="execution machine">
      <div class="top">
        <div class="title">
          <h1>{name}</h1>
          <p class="faint">
            {[
              described.value?.type.toLowerCase(),
              described.value && `role ${described.value.roleArn.split('/').at(-1)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        {config.value.mayWrite && (
          <div class="acts">
            <button type="button" class="primary" onClick={() => startAgain({ stateMachineArn: arn, input: '{}' })}>
              Start… <kbd>N</kbd>
            </button>
          </div>
        )}
      </div>
      {problem.value && (
        <p class="notice" role="alert">
          {problem.value}
        </p>
      )}
      <div class="columns">
        <section class="pane">
          <div class="tabs" role="tablist">
            <button
              type="button"
              role="tab"
              aria-selected={view === 'graph'}
              onClick={() => select({ view: undefined })}
            >
              Graph
            </button>
            <button
              type="button"
              role="tab"
              aria-selected={view === 'definition'}
              onClick={() => select({ view: 'definition' })}
            >
              Definition
            </button>
          </div>
          <div class="view">
            {view === 'definition' ? <DefinitionView text={described.value?.definition ?? ''} /> : <GraphView />}
          </div>
        </section>
        <section class="panel flush" aria-label="Executions of this machine">
          <ExecutionList />
        </section>
      </div>
    </main>
  )
}

/** A definition that cannot be drawn is still shown as text. */
function drawable(text: string): Machine | undefined {
  try {
    const machine = parseDefinition(text)
    graph(machine)
    return machine
  } catch {
    return undefined
  }
}
