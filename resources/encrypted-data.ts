import { deploymentBucket } from './kept-data.ts'
import { uses } from './lists.ts'
import { actionsOf, ofType, type Properties, type Template } from './template.ts'

/** The properties that encrypt what is in a resource, by its type: `{ 'AWS::SQS::Queue': { KmsMasterKeyId: … } }`. */
export type Encryption = Record<string, Properties>

/** The policies of resources/encryption.yaml, and who needs what they allow. */
const keyPolicies = {
  DataKeyPolicy: uses.buckets,
  QueueKeyPolicy: uses.queues,
  TableKeyPolicy: uses.tables,
  ExecutionKeyPolicy: uses.executions,
}

/** Encrypts what holds data. What a resource says itself stands. */
export function encryptData(template: Template, encryption: Encryption): void {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (id === deploymentBucket) continue
    for (const [name, value] of Object.entries(encryption[Type] ?? {})) Properties[name] ??= value
  }
  for (const policy of policiesForOthers(template)) {
    const actions = actionsOf(policy)
    for (const [id, needs] of Object.entries(keyPolicies))
      if (actions.some(needs))
        policy.Statement.push(...(template.Resources[id]?.Properties.PolicyDocument?.Statement ?? []))
  }
}

/** Managed policies that no role of the template carries: for people and services outside, who need the key as well. */
function policiesForOthers(template: Template) {
  const carried = ofType(template, 'AWS::IAM::Role').flatMap(([, { ManagedPolicyArns = [] }]) =>
    ManagedPolicyArns.map((arn) => JSON.stringify(arn)),
  )
  return ofType(template, 'AWS::IAM::ManagedPolicy').flatMap(([id, { PolicyDocument }]) =>
    PolicyDocument && !carried.includes(JSON.stringify({ Ref: id })) ? [PolicyDocument] : [],
  )
}
