import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { createStack, type Stack, type StackSettings } from '../cloudformation/stack.ts'
import { resourceTypes } from '../services/descriptions.ts'
import { accountId, region } from './account-region.ts'

/** What the region would make of a template. @throws TemplateError */
export function stackOf(
  template: CompiledService['template'],
  settings: Pick<StackSettings, 'stackName'> & Partial<StackSettings>,
): Stack {
  return createStack(template, { accountId, region, awsEndpoint: 'http://127.0.0.1:4566', resourceTypes, ...settings })
}
