/** A service that Task states can call, as the AWS SDKs know it: ours for JavaScript, and those for Java that AWS itself uses. */
export type SdkService = {
  load: () => Promise<object>
  /** Its client's class; its base exception is `…ServiceException`. */
  client: string
  /** How the service calls itself in errors of `aws-sdk:` integrations (SDK for Java 2). */
  name: string
  /** The same in errors of optimized integrations (SDK for Java 1): prefix of the error name, service, exception of last resort. */
  optimized?: { prefix: string; service: string; exception: string }
}

/** By the name they have in `arn:aws:states:::aws-sdk:<service>:<action>`. Clients are loaded when a task first needs them. */
export const sdkServices = {
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3', name: 'S3' },
  sqs: {
    load: () => import('@aws-sdk/client-sqs'),
    client: 'SQS',
    name: 'Sqs',
    optimized: { prefix: 'SQS', service: 'AmazonSQS', exception: 'AmazonSQSException' },
  },
  sns: {
    load: () => import('@aws-sdk/client-sns'),
    client: 'SNS',
    name: 'Sns',
    optimized: { prefix: 'SNS', service: 'AmazonSNS', exception: 'AmazonSNSException' },
  },
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb'),
    client: 'DynamoDB',
    name: 'DynamoDb',
    optimized: { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', exception: 'AmazonDynamoDBException' },
  },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'Lambda', name: 'Lambda' },
  sfn: {
    load: () => import('@aws-sdk/client-sfn'),
    client: 'SFN',
    name: 'Sfn',
    optimized: { prefix: 'StepFunctions', service: 'AWSStepFunctions', exception: 'AWSStepFunctionsException' },
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridge',
    name: 'EventBridge',
    optimized: { prefix: 'EventBridge', service: 'AmazonEventBridge', exception: 'AmazonEventBridgeException' },
  },
} satisfies Record<string, SdkService>

export type SdkServiceName = keyof typeof sdkServices
