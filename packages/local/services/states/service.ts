import type { Clock } from '../../clock/clock.ts'
import type { CompiledService } from '../../cloudformation/compiled-service.ts'
import { roleCaller, roleNameOf } from '../../iam/caller.ts'
import type { CredentialsOf } from '../../iam/credentials.ts'
import type { Iam } from '../../iam/iam.ts'
import { definitionProblems } from '../../problems/definition-problems.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import type { InvocationSource, Invoke } from '../lambda/invoke.ts'
import { provisionEach, strictReport } from '../report.ts'
import { statesDescription } from './description.ts'
import type { StatusChange } from './executions/status-change.ts'
import type { EventSink } from './executions/status-changes.ts'
import { machineOfTemplate } from './machine-of-template.ts'
import type { Mocks } from './mocks/mocks.ts'
import { statesPermissions } from './permissions.ts'
import { throttled } from './quotas.ts'
import { diagnose } from './state-machines/check-definition.ts'
import { tasksNotRun } from './state-machines/tasks-not-run.ts'
import { createStepFunctions, type StepFunctions } from './step-functions.ts'

export type StatesOptions = AccountRegion & {
  dataDir: string
  /** The time of executions. */
  clock: Clock
  invoke: Invoke
  authorise: Iam['authorise']
  credentialsOf: CredentialsOf
  traceFor?: ((source: InvocationSource) => string) | undefined
  awsEndpoint: string
  events?: EventSink
  onStatusChange?: (change: StatusChange) => void
  mocks?: Mocks
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
  let serviceDir = ''
  let definitionFiles: CompiledService['definitionFiles'] = {}
  const stateMachineOf = (taskToken: string) => stateMachineWaitingFor(stepFunctions, taskToken)

  return {
    ...statesDescription,
    type: 'whole',
    permissions: (request) => statesPermissions(request, { accountId, region, stateMachineOf }),
    handle: quotas ? throttled(stepFunctions.service, quotas.now) : stepFunctions.service,
    stepFunctions,
    async prepare(_stack, service) {
      ;({ serviceDir, definitionFiles } = service)
    },
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::StepFunctions::Activity'), report, ({ name }) =>
        stepFunctions.putActivity(name),
      )
      await provisionEach(stack.ofType('AWS::StepFunctions::StateMachine'), report, async (machine) => {
        const wanted = machineOfTemplate(machine)
        const { definition, type = 'STANDARD' } = wanted
        const written = { machine: machine.name, serviceDir, file: definitionFiles[machine.logicalId] }
        const problems = definitionProblems(await diagnose(definition, type), definition, written)
        for (const problem of new Set(problems)) report.broken(problem)
        if (problems.length > 0) return
        await stepFunctions.putStateMachine(wanted)
        for (const task of tasksNotRun(definition, stepFunctions.states))
          report.notRun(
            `${machine.name}: ${task}. Mock it with SFN_MOCK_CONFIG or in a test; else it fails when it is entered`,
          )
      })
    },
    remove: async ({ type, name }) =>
      type === 'AWS::StepFunctions::StateMachine' ? stepFunctions.removeStateMachine(name) : undefined,
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
