import { randomUUID } from 'node:crypto'
import type { AwsRequest, AwsResponse } from '../../../endpoint/service.ts'
import { escapeXml } from '../../../endpoint/wire-error.ts'
import { principalArn } from '../../../iam/caller.ts'
import { roleIdOf } from '../../../iam/credentials.ts'

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity({ caller }: AwsRequest, accountId: string): AwsResponse {
  const userId = caller.type === 'developer' ? 'AIDADEVELOPER' : `${roleIdOf(caller.roleName)}:${caller.sessionName}`
  const result =
    `<Arn>${escapeXml(principalArn(caller, accountId))}</Arn><UserId>${escapeXml(userId)}</UserId>` +
    `<Account>${accountId}</Account>`
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body:
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
      `<GetCallerIdentityResult>${result}</GetCallerIdentityResult>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  }
}
