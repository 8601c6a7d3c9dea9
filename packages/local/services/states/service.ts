import type { Clock } from '../../clock/clock.ts'
import { roleCaller, roleNameOf } from '../../iam/caller.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { Iam } from '../../iam/iam.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService, ServiceDescription } from '../aws-service.ts'
import type { Invoke } from '../lambda/invoke.ts'
import { provisionEach, strictReport } from '../report.ts'
import type { StatusChange } from './executions/status-change.ts'
import type { EventSink } from './executions/status-changes.ts'
import { machineOfTemplate } from './machine-of-template.ts'
import { statesPermissions } from './permissions.ts'
import { throttled } from './quotas.ts'
import { statesResourceTypes } from './resource-types.ts'
import { createStepFunctions, type StepFunctions } from './step-functions.ts'

export const statesDescription = {
  signingName: 'states',
  protocol: 'json-1.0',
  targetPrefix: 'AWSStepFunctions',
  denied: { status: 400 },
  resourceTypes: statesResourceTypes,
} satisfies ServiceDescription

export type StatesOptions = AccountRegion & {
  dataDir: string
  /** The time of executions. */
  clock: Clock
  invoke: Invoke
  authorise: Iam['authorise']
  credentialsOf: CredentialsOf
  awsEndpoint: string
  events?: EventSink
  onStatusChange?: (change: StatusChange) => void
  /** The clock of AWS's token buckets; nothing is throttled without. */
  quotas?: Clock | undefined
  log: (line: string) => void
}

export type StatesService = AwsService & { stepFunctions: StepFunctions }

/** Step Functions: the state machines of the template, and those that clients create. */
export function createStates(options: StatesOptions): StatesService {
  const { accountId, region, authorise, credentialsOf, awsEndpoint, quotas, ...rest } = options
  const stepFunctions = createStepFunctions({
    ...rest,
    accountId,
    region,
    authorise: (roleArn, action, resource) =>
      authorise(roleCaller(roleNameOf(roleArn), 'states', accountId), action, resource),
    clientFor: (roleArn) => ({
      endpoint: awsEndpoint,
      region,
      credentials: credentialsOf(roleNameOf(roleArn), 'states'),
    }),
  })
  const stateMachineOf = (taskToken: string) => stateMachineWaitingFor(stepFunctions, taskToken)

  return {
    ...statesDescription,
    type: 'whole',
    permissions: (request) => statesPermissions(request, { accountId, region, stateMachineOf }),
    handle: quotas ? throttled(stepFunctions.service, quotas.now) : stepFunctions.service,
    stepFunctions,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::StepFunctions::Activity'), report, ({ name }) =>
        stepFunctions.putActivity(name),
      )
      await provisionEach(stack.ofType('AWS::StepFunctions::StateMachine'), report, (machine) =>
        stepFunctions.putStateMachine(machineOfTemplate(machine)),
      )
    },
    start: () => stepFunctions.start(),
    stop: () => stepFunctions.stop(),
  }
}

/** The state machine of the task that waits for this token, if one does. */
function stateMachineWaitingFor({ states }: StepFunctions, taskToken: string): string | undefined {
  try {
    return states.store.executions.get(states.tokens.get(taskToken).executionArn)?.stateMachineArn
  } catch {
    return undefined
  }
}
