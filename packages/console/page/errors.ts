import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, type ExecutionDetails, type ExecutionItem } from './api.ts'

/** Error and cause of executions that ended badly: a list does not have them, and each costs a call. */
const known = signal<ReadonlyMap<string, string>>(new Map())

/** So many are asked for at the same time. */
const together = 5

/** A redriven execution may have ended anew. */
const keyOf = ({ executionArn, stopDate }: ExecutionItem): string => `${executionArn} ${stopDate}`

/**
 * What is known of the errors of these executions. What is not known yet is asked for, and drawn when it is.
 * @param executions `undefined` while nobody wants to know
 */
export function useErrors(executions: readonly ExecutionItem[] | undefined): (execution: ExecutionItem) => string {
  useEffect(() => {
    let over = false
    const unknown = (executions ?? []).filter(
      (execution) => /FAILED|TIMED_OUT|ABORTED/.test(execution.status) && !known.peek().has(keyOf(execution)),
    )
    const read = async () => {
      for (let at = 0; at < unknown.length && !over; at += together) {
        const read = await Promise.all(unknown.slice(at, at + together).map(errorOf))
        known.value = new Map([...known.peek(), ...read])
      }
    }
    void read()
    return () => {
      over = true
    }
  }, [executions?.map(keyOf).join()])
  return (execution) => known.value.get(keyOf(execution)) ?? ''
}

async function errorOf(execution: ExecutionItem): Promise<[string, string]> {
  const { error = '', cause = '' } = await call<ExecutionDetails>('DescribeExecution', {
    executionArn: execution.executionArn,
  }).catch((): Partial<ExecutionDetails> => ({}))
  return [keyOf(execution), `${error} ${cause}`.trim()]
}
