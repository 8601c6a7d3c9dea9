import type { IntegrationPattern, TaskResource } from './effects.ts'

const SERVICE = /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):([^:.]+)(?:\.(sync|sync:2|waitForTaskToken))?$/

/** Takes a Task state's `Resource` apart; undefined when it is nothing that a Task can run. */
export function parseResource(arn: string): TaskResource | undefined {
  const [, , service, , , kind] = arn.split(':')
  if (service === 'lambda' && kind === 'function') return { type: 'lambda', functionArn: arn }
  if (service === 'states' && kind === 'activity') return { type: 'activity', activityArn: arn }
  const [, name, action, pattern = 'requestResponse'] = SERVICE.exec(arn) ?? []
  if (name === undefined || action === undefined) return undefined
  return { type: 'service', service: name, action, pattern: pattern as IntegrationPattern }
}

/** `sendMessage.waitForTaskToken`, as history events write an action with its pattern. */
export function actionName(resource: Extract<TaskResource, { type: 'service' }>): string {
  return resource.pattern === 'requestResponse' ? resource.action : `${resource.action}.${resource.pattern}`
}
