import type { Integration } from './integration.ts'
import { parametersOf } from './optimized.ts'
import type { CallSdk } from './sdk/clients.ts'
import { sdkFailure } from './sdk/failure.ts'
import { type SdkServiceName, sdkServices } from './sdk/services.ts'

/**
 * `arn:aws:states:::aws-sdk:<service>:<action>`: any operation of a service, as it is.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsSdk(call: CallSdk, service: SdkServiceName, action: string): Integration {
  return async ({ input, roleArn, signal }) => {
    try {
      return (await call(service, action, parametersOf(input), { roleArn, signal })).output
    } catch (error) {
      throw sdkFailure(sdkServices[service], error)
    }
  }
}
