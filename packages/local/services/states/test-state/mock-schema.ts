import type { TaskResource } from '@sfs3/asl'
import type * as z from 'zod'
import { answerSchema } from '../api-models/answer-schema.ts'

/** Optimised integrations that call themselves otherwise than the SDK does. */
const SDK_NAMES: Readonly<Record<string, string>> = { states: 'sfn', events: 'eventbridge' }

/**
 * What a mocked result of a Task state must look like; undefined when anything will do, or when its service is none of those
 * whose models are here.
 */
export function mockSchema(resource: TaskResource): z.ZodType | undefined {
  if (resource.type !== 'service') return undefined
  const { action, pattern } = resource
  const name = resource.service.replace(/^aws-sdk:/, '')
  const service = SDK_NAMES[name] ?? name
  switch (pattern) {
    case 'requestResponse':
      return answerSchema(service, action.charAt(0).toUpperCase() + action.slice(1))
    case 'sync':
    case 'sync:2': // input and output are texts in a mock, too
      return service === 'sfn' ? answerSchema('sfn', 'DescribeExecution') : undefined
    case 'waitForTaskToken':
      return undefined
    default:
      return pattern satisfies never
  }
}
