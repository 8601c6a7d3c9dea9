import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Attempt, explained, explainRequest, type State, type StateData, stateData, type Visit } from '../index.ts'
import { call } from './api.ts'
import { details, seen, selectedAttempt, selectedName, selectedVisit, states } from './execution-store.ts'
import { JsonView } from './json-view.tsx'

/** What TestState answers for a visit, kept as long as the visit is looked at. */
const explanation = signal<{ key: string; stages: StateData; problem: string }>({ key: '', stages: [], problem: '' })

/** Asks Step Functions what each processing stage made of the data; what the history tells stands until then. */
function useExplanation(state: State | undefined, visit: Visit | undefined, attempt: Attempt | undefined) {
  const key = `${details.value?.executionArn} ${visit?.id} ${attempt?.from} ${visit?.status}`
  useEffect(() => {
    const request =
      seen.value && state && visit && details.value?.executionArn && explainRequest(seen.value, state, visit, attempt)
    if (!request || !state) return
    call<{ output?: string; inspectionData?: Record<string, unknown> }>('TestState', request)
      .then((answer) => {
        explanation.value = { key, stages: explained(state, answer), problem: '' }
      })
      .catch((error: Error) => {
        explanation.value = { key, stages: [], problem: error.message }
      })
  }, [key])
  return explanation.value.key === key ? explanation.value : { stages: [], problem: '' }
}

/** The way of the data through the selected state. */
export function Data() {
  const visit = selectedVisit.value
  const state = states.value.get(selectedName.value ?? '')
  const { stages, problem } = useExplanation(state, visit, selectedAttempt.value)
  if (!visit) return <p class="empty">This state was not entered.</p>
  const shown = stages.length > 1 ? stages : stateData(state, visit, selectedAttempt.value)
  return (
    <>
      {shown.map(({ name, text, madeBy }) => (
        <div key={name} class="stage">
          {Object.keys(madeBy).length > 0 && (
            <div class="made">
              {Object.entries(madeBy).map(([field, value]) => (
                <code key={field}>
                  {field} {typeof value === 'string' ? value : JSON.stringify(value)}
                </code>
              ))}
            </div>
          )}
          <JsonView title={name} text={text} />
        </div>
      ))}
      {problem && <p class="empty">As the history has it. TestState could not say more: {problem}</p>}
    </>
  )
}
