import { alarms } from './alarms.ts'
import { type AuthParameters, isAuth, problemOfAuth } from './auth.ts'
import { applyConventions, type Settings } from './conventions.ts'
import { allowPages, type FunctionEvent, originsOf, problemOfOrigins } from './cors.ts'
import type { KeptData } from './kept-data.ts'
import { problemOfNames, problemOfStage } from './names.ts'
import { arn, type Template } from './template.ts'

/** What `resources/<workflow>/workflow.yaml` holds: members as serverless.yml has them. */
type Workflow = {
  functions?: Functions
  stateMachines?: Record<string, StateMachine>
  resources?: object[]
}
type Functions = Record<string, { handler: string; role?: string; events?: FunctionEvent[] }>
type StateMachine = {
  definition: object
  type?: 'STANDARD' | 'EXPRESS'
  /** A failure is one of its answers: no alarm over it. */
  failsByDesign?: boolean
}

/** What we use of the Serverless Framework. */
type Serverless = {
  configurationInput: {
    custom: { workflows: Workflow[] }
    functions: Functions[]
    resources: object[]
    stepFunctions?: { stateMachines: Record<string, object> }
  }
  service: {
    service: string
    functions: Functions
    custom: {
      workflows: Workflow[]
      auth: AuthParameters
      keptData: KeptData
      /** Whose pages may call: origins with commas between, or `none`. */
      corsOrigins: string
      /** How long and how many callers may wait. A parameter of the command line is text. */
      waiting: { longestSeconds: number | string; callers: number | string }
      /** Who hears of alarms: the ARN of an SNS topic, or `none`. */
      alarms: { topicArn: string; pendingApprovalSeconds: number | string }
    } & Pick<Settings, 'encryption' | 'stepNetwork'>
    provider: {
      logRetentionInDays: number
      tracing: { lambda: boolean }
      compiledCloudFormationTemplate: Template
    }
  }
  getProvider(name: 'aws'): { getStage(): string; getRegion(): string }
  /** Its `Error` is what the framework prints without a stack. */
  classes: { Error: new (message: string) => Error }
  extendConfiguration(path: string[], value: unknown): void
}

/**
 * A plugin of the Serverless Framework: adds the workflows that serverless.yml names in `custom.workflows` to its functions,
 * resources and state machines, and what holds for all of them to the template, with alarms if somebody is to hear of them.
 */
export default class Workflows {
  readonly hooks: Record<string, () => void>

  constructor(serverless: Serverless) {
    const { configurationInput: given, service } = serverless
    // Before the configuration is validated. Variables in it are still to be resolved.
    const { workflows } = given.custom
    serverless.extendConfiguration(
      ['functions'],
      [...given.functions, ...workflows.map(({ functions = {} }) => functions)],
    )
    serverless.extendConfiguration(
      ['resources'],
      [...given.resources, ...workflows.flatMap(({ resources = [] }) => resources)],
    )

    const stage = () => serverless.getProvider('aws').getStage()
    const refuse = (problem: string | undefined) => {
      if (problem !== undefined) throw new serverless.classes.Error(problem)
    }
    this.hooks = {
      initialize: () => {
        refuse(problemOfStage(stage()) ?? problemOfAuth(service.custom.auth))
        refuse(problemOfOrigins(service.custom.corsOrigins))
        given.stepFunctions = { stateMachines: compiled(service.custom.workflows, `${service.service}-${stage()}`) }
      },
      // Not before: `sls deploy function` leaves roles alone only where it finds none.
      'before:package:initialize': () => {
        const origins = originsOf(service.custom.corsOrigins)
        for (const [key, definition] of Object.entries(service.functions)) {
          definition.role ??= `${capitalised(key)}Role`
          allowPages(definition.events ?? [], origins)
        }
      },
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { provider, custom } = service
        const { waiting, alarms: alarmed } = custom
        const template = provider.compiledCloudFormationTemplate
        applyConventions(template, {
          auth: isAuth(custom.auth.way) ? custom.auth.way : 'jwt', // anything else was refused
          logRetentionDays: provider.logRetentionInDays,
          tracing: provider.tracing.lambda,
          encryption: custom.encryption,
          stepNetwork: custom.stepNetwork,
          ...custom.keptData,
          longestWaitSeconds: Number(waiting.longestSeconds),
          waitingCallers: waiting.callers === 'none' ? undefined : Number(waiting.callers),
          corsOrigins: originsOf(custom.corsOrigins),
        })
        refuse(problemOfNames(template, { stage: stage(), region: serverless.getProvider('aws').getRegion() }))
        if (alarmed.topicArn === 'none') return
        const prefix = `${service.service}-${stage()}`
        const failsByDesign = machinesOf(custom.workflows).flatMap(([key, machine]) =>
          machine.failsByDesign ? [`${prefix}-${key}`] : [],
        )
        const { topicArn, pendingApprovalSeconds } = alarmed
        Object.assign(
          template.Resources,
          alarms(template, {
            ...{ prefix, stage: stage(), failsByDesign, topicArn },
            pendingApprovalSeconds: Number(pendingApprovalSeconds),
          }),
        )
      },
    }
  }
}

const machinesOf = (workflows: Workflow[]) =>
  workflows.flatMap(({ stateMachines = {} }) => Object.entries(stateMachines))

/** A machine `archive-express` is the resource `ArchiveExpressStateMachine`, with the role `ArchiveExpressStateMachineRole`. */
function compiled(workflows: Workflow[], prefix: string): Record<string, object> {
  return Object.fromEntries(
    machinesOf(workflows).map(([key, { failsByDesign: _, ...machine }]) => {
      const id = `${key.split('-').map(capitalised).join('')}StateMachine`
      return [key, { id, name: `${prefix}-${key}`, role: arn(`${id}Role`), ...machine }]
    }),
  )
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
