import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type ExecutionDetails, type ExecutionItem } from './api.ts'
import { moment } from './times.ts'

/** How many of the newest are looked at: each costs a call. */
const looked = 10

type Earlier = { input: string; name: string; status: string; startDate: string }

/** Inputs that this machine was started with lately, each once. */
export function EarlierInputs({
  stateMachineArn,
  chosen,
}: {
  stateMachineArn: string
  chosen: (input: string) => void
}) {
  const earlier = useSignal<readonly Earlier[]>([])
  useEffect(() => {
    earlierInputs(stateMachineArn)
      .then((inputs) => {
        earlier.value = inputs
      })
      .catch(() => {}) // There is nothing to choose from then.
  }, [stateMachineArn])
  if (earlier.value.length === 0) return null
  return (
    <label for="earlier">
      <span>Input of an earlier execution</span>
      <select
        id="earlier"
        value=""
        onChange={({ currentTarget }) => {
          const one = earlier.value[Number(currentTarget.value)]
          if (currentTarget.value !== '' && one) chosen(one.input)
          currentTarget.value = ''
        }}
      >
        <option value="">Choose one</option>
        {earlier.value.map(({ input, name, status, startDate }, index) => (
          <option key={name} value={index}>
            {moment(startDate)} {status.toLowerCase()} {input.slice(0, 60)}
          </option>
        ))}
      </select>
    </label>
  )
}

async function earlierInputs(stateMachineArn: string): Promise<Earlier[]> {
  const { executions } = await call<{ executions: ExecutionItem[] }>('ListExecutions', {
    stateMachineArn,
    maxResults: looked,
  })
  const described = await Promise.all(
    executions.map(({ executionArn }) => call<ExecutionDetails>('DescribeExecution', { executionArn })),
  )
  const byInput = new Map<string, Earlier>()
  for (const { input, name, status, startDate } of described)
    if (input !== undefined && !byInput.has(input)) byInput.set(input, { input, name, status, startDate })
  return [...byInput.values()]
}
