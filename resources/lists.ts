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
  EveryStartRole: (template) =>
    rolesOfFunctions(template, (handler) => handler.startsWith('src/facade/')).filter((role) =>
      allowed(template.Resources[role.Ref]?.Properties ?? {}).includes('states:StartExecution'),
    ),

  /** The roles of the functions that read or write objects, which takes the key of the bucket. */
  EveryBucketRole: (template) => {
    const policies = ofType(template, 'AWS::IAM::Policy')
    const actions = ({ Ref }: Reference) => [
      ...allowed(template.Resources[Ref]?.Properties ?? {}),
      ...policies.flatMap(([, { Roles = [], PolicyDocument }]) =>
        PolicyDocument && Array.isArray(Roles) && Roles.some((role) => role.Ref === Ref)
          ? actionsOf(PolicyDocument)
          : [],
      ),
    ]
    return rolesOfFunctions(template, () => true).filter((role) =>
      actions(role).some((action) => action === 's3:GetObject' || action === 's3:PutObject'),
    )
  },
}

export function expandLists(template: Template): void {
  for (const [name, list] of Object.entries(lists)) {
    const values = list(template)
    for (const resource of Object.values(template.Resources))
      resource.Properties = replaced(resource.Properties, name, values) as typeof resource.Properties
  }
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
