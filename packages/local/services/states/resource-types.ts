import { arn, type ResourceType, type ResourceTypes } from '../../cloudformation/resource-types.ts'

/** Its `Ref` is its ARN. */
const byArn = (nameProperty: string, type: string): ResourceType => ({
  nameProperty,
  local: 'runs',
  identify: (name, at) => {
    const ownArn = arn('states', `${type}:${name}`, at)
    return { physicalId: ownArn, attributes: { Arn: ownArn, Name: name } }
  },
})

export const statesResourceTypes: ResourceTypes = {
  'AWS::StepFunctions::StateMachine': byArn('StateMachineName', 'stateMachine'),
  'AWS::StepFunctions::Activity': byArn('Name', 'activity'),
}
