import type { States } from './states.ts'
import { parseArn } from './wire/arn.ts'
import { resourceNotFound } from './wire/states-error.ts'

/** The ARN, if it is that of something that can have tags: a state machine or an activity. @throws StatesError ResourceNotFound */
export function taggable(resourceArn: string, { store }: States): string {
  const { kind } = parseArn(resourceArn, 'stateMachine', 'activity')
  const found = kind === 'activity' ? store.activities.get(resourceArn) : store.stateMachines.get(resourceArn)
  if (found === undefined) throw resourceNotFound(resourceArn)
  return resourceArn
}
