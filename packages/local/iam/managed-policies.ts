/** The AWS managed policies that templates for Lambda and Step Functions name. @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ */
export const awsManagedPolicies: Readonly<Record<string, object>> = {
  'service-role/AWSLambdaBasicExecutionRole': allow('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow(
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow(
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
  'service-role/AWSLambdaRole': allow('lambda:InvokeFunction'),
  'service-role/AWSLambdaDynamoDBExecutionRole': allow(
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ),
  AdministratorAccess: allow('*'),
  AmazonDynamoDBFullAccess: allow('dynamodb:*'),
  AmazonDynamoDBReadOnlyAccess: allow(
    'dynamodb:BatchGetItem',
    'dynamodb:Describe*',
    'dynamodb:GetItem',
    'dynamodb:List*',
    'dynamodb:Query',
    'dynamodb:Scan',
  ),
  AmazonEventBridgeFullAccess: allow('events:*'),
  AmazonS3FullAccess: allow('s3:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
  AmazonSNSFullAccess: allow('sns:*'),
  AmazonSQSFullAccess: allow('sqs:*'),
  AWSLambda_FullAccess: allow('lambda:*'),
  AWSStepFunctionsFullAccess: allow('states:*'),
  CloudWatchLogsFullAccess: allow('logs:*'),
  AWSXRayDaemonWriteAccess: allow(
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ),
}

function allow(...Action: string[]): object {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } }
}
