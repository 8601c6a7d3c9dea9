import { rolesByAccessKeyId } from '../iam/credentials.ts'
import type { Caller } from './service.ts'
import type { Signature } from './signature.ts'

/** Tells who signed: a role when the access key id is one of `roleNames`', otherwise the developer. */
export function callersOf(roleNames: Iterable<string>, accountId: string): (signature: Signature) => Caller {
  const roles = rolesByAccessKeyId(roleNames)
  return ({ accessKeyId, sessionToken }) => {
    const roleName = roles.get(accessKeyId)
    return roleName === undefined ? { kind: 'developer' } : roleCaller(roleName, sessionToken ?? 'local', accountId)
  }
}

/** A caller inside the region, e.g. a state machine, whose session is named after its execution. */
export function roleCaller(roleName: string, sessionName: string, accountId: string): Caller {
  return { kind: 'role', roleName, roleArn: `arn:aws:iam::${accountId}:role/${roleName}`, sessionName }
}

/** Who the caller is in AWS's words: the `Arn` of GetCallerIdentity and the `User` of an AccessDenied message. */
export function principalArn(caller: Caller, accountId: string): string {
  return caller.kind === 'developer'
    ? `arn:aws:iam::${accountId}:user/developer`
    : `arn:aws:sts::${accountId}:assumed-role/${caller.roleName}/${caller.sessionName}`
}
