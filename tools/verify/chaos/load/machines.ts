import { CreateStateMachineCommand } from '@aws-sdk/client-sfn'
import { insist, type World } from '../world.ts'

/** Creates a state machine; one that is there already is the same. @returns its ARN */
export async function machine({ sfn, accountId }: World, name: string, definition: object): Promise<string> {
  const roleArn = `arn:aws:iam::${accountId}:role/chaos`
  const create = new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) })
  return (await insist(() => sfn.send(create)))?.stateMachineArn ?? ''
}
