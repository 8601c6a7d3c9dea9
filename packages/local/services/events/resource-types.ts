import { arn, named, type ResourceTypes } from '../../cloudformation/resource-types.ts'

export const eventsResourceTypes: ResourceTypes = {
  'AWS::Events::Rule': named('Name', 'runs', (name, at) => arn('events', `rule/${name}`, at)),
  'AWS::Events::EventBus': named(
    'Name',
    'runs',
    (name, at) => arn('events', `event-bus/${name}`, at),
    (name) => ({ Name: name }),
  ),
}
