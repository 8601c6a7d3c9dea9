import type { StackResources } from '../../cloudformation/stack.ts'
import { notCarriedOut, type Report } from '../report.ts'
import type { RestApi } from './rest-api.ts'
import { runsService } from './service-integration.ts'

/** Says which methods of REST APIs answer 501 here, and which checks of requests are not made. */
export function reportNotServed(apis: readonly RestApi[], stack: StackResources, report: Report): void {
  for (const { integration, httpMethod, resourcePath } of apis.flatMap(({ methods }) => methods)) {
    const { Type, Uri = '' } = integration
    const runs =
      Type === 'MOCK' || (Type === 'AWS' && runsService(Uri)) || (Type === 'AWS_PROXY' && Uri.includes(':lambda:'))
    if (!runs)
      report.notRun(
        `AWS::ApiGateway::Method ${httpMethod} ${resourcePath}: answers 501, as the local region has no integration ${Type} ${Uri}`.trimEnd(),
      )
  }
  for (const validator of stack.ofType('AWS::ApiGateway::RequestValidator'))
    if (String(validator.properties.ValidateRequestBody) === 'true')
      report.notRun(notCarriedOut(validator, 'ValidateRequestBody'))
}
