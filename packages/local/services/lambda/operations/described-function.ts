import type { Json } from '@sfs3/asl'
import type { LambdaHost } from '../host.ts'

/**
 * A function as the API describes it. @throws FunctionNotFound
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export function describedFunction(functionName: string, host: LambdaHost): Json {
  const { configuration } = host.find(functionName)
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Runtime: configuration.runtime,
    Role: `arn:aws:iam::${host.accountId}:role/${configuration.roleName}`,
    Handler: configuration.handler,
    Timeout: configuration.timeoutMs / 1000,
    MemorySize: configuration.memoryMb,
    Environment: { Variables: { ...configuration.variables } },
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
  }
}
