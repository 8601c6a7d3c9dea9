/** `AWS::NoValue`: the property or list item that is this value is left out. */
export const NoValue = Symbol('AWS::NoValue')

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoParameters({
  accountId,
  region,
  stackName,
}: {
  accountId: string
  region: string
  stackName: string
}) {
  return new Map<string, string | string[] | typeof NoValue>([
    ['AWS::AccountId', accountId],
    ['AWS::NotificationARNs', []],
    ['AWS::NoValue', NoValue],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackId', `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])
}
