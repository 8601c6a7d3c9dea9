import type { AwsRequest } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export function lambdaPermissions({ method, url }: AwsRequest, at: AccountRegion): Permission[] {
  const [path = '', query] = url.split('?')
  const [, name, rest = ''] = /^\/[\d-]+\/functions\/([^/]+)(?:\/(.*))?$/.exec(path) ?? []
  if (name === undefined) return [{ action: 'lambda:ListFunctions', resource: '*' }]
  const action = rest.startsWith('invo')
    ? 'lambda:InvokeFunction'
    : (actions[`${method} ${rest}`] ?? 'lambda:GetFunction')
  const qualifier = new URLSearchParams(query).get('Qualifier')
  const resource = functionArn(decodeURIComponent(name), at) + (qualifier === null ? '' : `:${qualifier}`)
  return [{ action, resource }]
}

const actions: Readonly<Record<string, string>> = {
  'GET configuration': 'lambda:GetFunctionConfiguration',
  'DELETE ': 'lambda:DeleteFunction',
}

/** A function is named by name, by `account:function:name` or by its ARN, each perhaps with a qualifier. */
function functionArn(name: string, { accountId, region }: AccountRegion): string {
  if (name.startsWith('arn:')) return name
  const short = name.includes(':function:') ? name.slice(name.indexOf(':function:') + ':function:'.length) : name
  return `arn:aws:lambda:${region}:${accountId}:function:${short}`
}
