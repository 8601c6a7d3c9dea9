import { parseMachine } from '@sfs3/asl'
import type { States } from '../states.ts'
import type { Alias } from '../store/aliases.ts'
import type { Revision, StateMachine } from '../store/state-machines.ts'
import { parseStateMachineArn } from '../wire/arn.ts'
import { StatesError, stateMachineDoesNotExist } from '../wire/states-error.ts'

export type StartTarget = {
  machine: StateMachine
  revision: Revision
  versionArn: string | null
  aliasArn: string | null
  testCase: string | null
}

/**
 * What an execution started with this ARN runs: of a state machine the newest revision, of a version its own, of an alias one of
 * its versions by their weights.
 * What follows a `#` is a test case, as in AWS Step Functions Local.
 * @param random in [0, 1), decides between the versions of an alias
 * @throws StatesError InvalidArn, ValidationException, StateMachineDoesNotExist, StateMachineDeleting
 */
export function startTarget(started: string, states: States, random: number): StartTarget {
  const [arn = '', testCase] = started.split('#')
  const target = targetOf(arn, states, random)
  if (testCase === undefined) return { ...target, testCase: null }
  states.mocks.checkTestCase(target.machine.arn, testCase, parseMachine(JSON.parse(target.revision.definition)))
  return { ...target, testCase }
}

function targetOf(arn: string, { store }: States, random: number): Omit<StartTarget, 'testCase'> {
  const { unqualified, qualifier } = parseStateMachineArn(arn)
  const machine = store.stateMachines.get(unqualified)
  if (machine === undefined) throw stateMachineDoesNotExist(arn)
  if (machine.status === 'DELETING')
    throw new StatesError('StateMachineDeleting', `State Machine is Deleting: '${machine.arn}'`)
  if (qualifier === undefined) return { machine, revision: machine.revision, versionArn: null, aliasArn: null }

  const alias = store.aliases.get(arn)
  const versionArn = alias ? chosenVersion(alias, random) : arn
  const version = store.versions.get(versionArn)
  if (version === undefined) throw stateMachineDoesNotExist(arn)
  const revision = store.stateMachines.revision(version.revision)
  return { machine, revision, versionArn, aliasArn: alias ? arn : null }
}

function chosenVersion({ routing }: Alias, random: number): string {
  let weights = 0
  for (const { stateMachineVersionArn, weight } of routing) {
    weights += weight
    if (random * 100 < weights) return stateMachineVersionArn
  }
  return routing.at(-1)?.stateMachineVersionArn ?? ''
}
