import { randomUUID } from 'node:crypto'
import { roleIdOf } from '../iam/credentials.ts'
import { principalArn } from './caller.ts'
import type { Service } from './service.ts'
import { errorResponse, escapeXml } from './wire-error.ts'

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
