import type { Json } from '../src/process/json.ts'
import {
  actionsOf,
  allowed,
  arn,
  inThisAccount,
  isFunction,
  isMachine,
  ofType,
  type Reference,
  ref,
  type Template,
} from './template.ts'

/** Which actions take the key of what is encrypted. */
export const uses = {
  buckets: (action: string) => action === 's3:GetObject' || action === 's3:PutObject',
  queues: (action: string) => action === 'sqs:SendMessage' || action === 'sqs:ReceiveMessage',
  tables: (action: string) => action.startsWith('dynamodb:'),
  executions: (action: string) => action.startsWith('states:'),
}

/**
 * The lists that follow from what there is. In serverless.yml and resources/, `!Ref EveryStateMachine` stands for the whole list,
 * so that a workflow need not be added to it. Each sees what those before it have become.
 */
const lists: Record<string, (template: Template) => Json[]> = {
  /** The ARNs of the machines whose executions can be looked at, stopped and redriven: EXPRESS ones have none of that. */
  EveryStateMachine: (template) => standardMachines(template).map(([id]) => ref(id)),

  /** The ARNs of every execution of these machines, named one by one; executions have transaction ids for names. */
  EveryExecution: (template) =>
    standardMachines(template).map(([, name]) => inThisAccount('states', `execution:${name}:*`)),

  /** The ARNs of the rules that start machines or invoke functions. */
  EveryRule: (template) =>
    ofType(template, 'AWS::Events::Rule').flatMap(([id, { Targets = [] }]) =>
      Targets.some((target) => isMachine(template, target.Arn) || isFunction(template, target.Arn)) ? [arn(id)] : [],
    ),

  /** The roles of the routes that start executions. */
  EveryStartRole: (template) => routeRoles(template, (actions) => actions.includes('states:StartExecution')),

  /** The roles of the routes that start or run executions, and record whose these are. */
  EveryOwnerRecordingRole: (template) => routeRoles(template, (actions) => actions.some(startsOrRuns)),

  /** The roles of the routes that are asked about a transaction or an execution, and look up whose it is. */
  EveryOwnerReadingRole: (template) =>
    routeRoles(template, (actions) => !actions.some(startsOrRuns) && actions.some(usesTransactions)),

  EveryBucketRole: (template) => rolesThat(template, uses.buckets),
  EveryQueueRole: (template) => rolesThat(template, uses.queues),
  EveryTableRole: (template) => rolesThat(template, uses.tables),

  /** The roles that start, look at, stop or redrive executions, without those of machines. */
  EveryExecutionRole: (template) => {
    const machines = machineRoles(template)
    return rolesThat(template, uses.executions).filter(({ Ref }) => !machines.has(Ref))
  },

  /** The ARNs of all machines, EXPRESS ones too, made of their names: what machines depend on may say them. */
  EveryStateMachineByName: (template) =>
    ofType(template, 'AWS::StepFunctions::StateMachine').map(([, { StateMachineName }]) =>
      inThisAccount('states', `stateMachine:${StateMachineName}`),
    ),
}

export function expandLists(template: Template): void {
  for (const [name, list] of Object.entries(lists)) {
    const values = list(template)
    for (const resource of Object.values(template.Resources))
      resource.Properties = replaced(resource.Properties, name, values) as typeof resource.Properties
  }
  // A policy that is for nobody: IAM refuses it.
  for (const [id, { Roles }] of ofType(template, 'AWS::IAM::Policy'))
    if (Array.isArray(Roles) && Roles.length === 0) delete template.Resources[id]
}

function replaced(value: unknown, name: string, list: Json[]): unknown {
  if (Array.isArray(value)) return value.map((member) => replaced(member, name, list))
  if (typeof value !== 'object' || value === null) return value
  if ('Ref' in value && value.Ref === name) return list
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, name, list)]))
}

function standardMachines(template: Template): [id: string, name: string][] {
  return ofType(template, 'AWS::StepFunctions::StateMachine').flatMap(([id, { StateMachineType, StateMachineName }]) =>
    StateMachineType === 'EXPRESS' ? [] : [[id, String(StateMachineName)]],
  )
}

function rolesOfFunctions(template: Template, has: (handler: string) => boolean): Reference[] {
  return ofType(template, 'AWS::Lambda::Function').flatMap(([, { Handler = '', Role }]) =>
    Role && has(Handler) ? [ref(Role['Fn::GetAtt'][0])] : [],
  )
}

function routeRoles(template: Template, does: (actions: string[]) => boolean): Reference[] {
  return rolesOfFunctions(template, (handler) => handler.startsWith('src/facade/')).filter((role) =>
    does(allowed(template.Resources[role.Ref]?.Properties ?? {})),
  )
}

const startsOrRuns = (action: string) => action === 'states:StartExecution' || action === 'states:StartSyncExecution'
const usesTransactions = (action: string) => action.startsWith('s3:') || action.startsWith('states:')

function machineRoles(template: Template): Set<string> {
  return new Set(
    ofType(template, 'AWS::StepFunctions::StateMachine').flatMap(([, { RoleArn }]) => RoleArn?.['Fn::GetAtt'][0] ?? []),
  )
}

/** The roles that may do such a thing, by a policy of their own or one that is put on them. */
function rolesThat(template: Template, does: (action: string) => boolean): Reference[] {
  const policies = ofType(template, 'AWS::IAM::Policy')
  return ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) => {
    const actions = [
      ...allowed(role),
      ...policies.flatMap(([, { Roles = [], PolicyDocument }]) =>
        PolicyDocument && Array.isArray(Roles) && Roles.some(({ Ref }) => Ref === id) ? actionsOf(PolicyDocument) : [],
      ),
    ]
    return actions.some(does) ? [ref(id)] : []
  })
}
