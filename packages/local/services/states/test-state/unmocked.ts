import { parseResource, type State } from '@sfs3/asl'
import { invalidDefinition, validationException } from '../wire/states-error.ts'
import type { StateConfiguration } from './configuration.ts'

/** What a request without a mock says besides its definition. */
type Asked = { stateConfiguration: StateConfiguration; context?: string | undefined; roleArn?: string | undefined }

/** @throws StatesError ValidationException, InvalidDefinition, when the state, or what is asked, needs a mock */
export function checkUnmocked(state: State, { stateConfiguration, context, roleArn }: Asked): void {
  for (const [name, value] of Object.entries({ ...stateConfiguration, context })) {
    if (value === undefined) continue
    const what = name.charAt(0).toUpperCase() + name.slice(1)
    throw validationException(`TestState does not support ${what} when a mock is not specified.`)
  }
  checkState(state)
  if (state.Type === 'Task' && roleArn === undefined)
    throw validationException('RoleArn must be specified when testing a Task state')
}

function checkState(state: State): void {
  if (state.Type === 'Map' || state.Type === 'Parallel')
    throw invalidDefinition(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  const resource = state.Type === 'Task' ? parseResource(state.Resource) : undefined
  if (resource?.type === 'activity') throw invalidDefinition('TestState API does not support Activity tasks.')
  if (resource?.type === 'service' && resource.pattern !== 'requestResponse')
    throw invalidDefinition("TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.")
}
