import { type Integration, parametersOf } from './integration.ts'
import { optimizedFailure, sdkFailure } from './sdk/failure.ts'
import { sdkMetadata } from './sdk/metadata.ts'
import { type SdkServiceName, sdkServices } from './sdk/services.ts'

/** An optimized integration that calls one operation, and answers with its output and the HTTP answer's metadata. */
export function optimizedOperation(service: SdkServiceName, action: string): Integration {
  return async (request, { call }) => {
    try {
      const { output, http } = await call(service, action, parametersOf(request.input), request)
      return { ...output, ...sdkMetadata(http) }
    } catch (error) {
      throw optimizedFailure(sdkServices[service], error)
    }
  }
}

/**
 * `arn:aws:states:::aws-sdk:<service>:<action>`: any operation of a service, as it is.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function awsSdkOperation(service: SdkServiceName, action: string): Integration {
  return async (request, { call }) => {
    try {
      return (await call(service, action, parametersOf(request.input), request)).output
    } catch (error) {
      throw sdkFailure(sdkServices[service], error)
    }
  }
}
