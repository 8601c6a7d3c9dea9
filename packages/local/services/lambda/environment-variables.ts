import type { CredentialsOf } from '../../iam/credentials.ts'
import type { FunctionConfiguration } from './function-configuration.ts'
import type { LogLevel } from './logs.ts'

/**
 * The environment of a function: what the template gives it, what Lambda adds, and where the local AWS endpoint is. Nothing is
 * inherited from the shell.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  configuration: FunctionConfiguration,
  {
    awsEndpoint,
    credentialsOf,
    region,
    taskRoot,
    logLevel,
  }: {
    awsEndpoint: string
    credentialsOf: CredentialsOf
    region: string
    taskRoot: string
    logLevel?: LogLevel | undefined
  },
): Record<string, string> {
  const { name, handler, memoryMb, roleName, runtime, variables } = configuration
  const credentials = credentialsOf(roleName, name)
  return {
    AWS_ENDPOINT_URL: awsEndpoint,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...variables,

    // Reserved: the template cannot set these.
    _HANDLER: handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // As with Lambda's advanced logging controls; it has no level that shows nothing.
    ...(logLevel && logLevel !== 'SILENT' && { AWS_LAMBDA_LOG_LEVEL: logLevel }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,

    // On Lambda there is no home with configuration in it; here there is one, and it is the developer's.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
