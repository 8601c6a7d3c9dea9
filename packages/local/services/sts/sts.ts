import { randomUUID } from 'node:crypto'
import { principalArn } from '../../endpoint/caller.ts'
import type { Service } from '../../endpoint/service.ts'
import { errorResponse, escapeXml } from '../../endpoint/wire-error.ts'
import { roleIdOf } from '../../iam/credentials.ts'

/** STS, of which only GetCallerIdentity is here. */
export function createSts(accountId: string): Service {
  return async ({ body, caller }) => {
    const action = new URLSearchParams(body.toString()).get('Action')
    if (action !== 'GetCallerIdentity')
      return errorResponse('query', {
        status: 501,
        code: 'NotImplemented',
        message: `sts:${action} is not implemented`,
      })

    const userId = caller.kind === 'developer' ? 'AIDADEVELOPER' : `${roleIdOf(caller.roleName)}:${caller.sessionName}`
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
}
