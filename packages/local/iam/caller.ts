import { rolesByAccessKeyId } from './credentials.ts'

/** Who sends a request: a role of the template (a function's or a state machine's), or the developer, who may do everything. */
export type Caller = { type: 'developer' } | { type: 'role'; roleName: string; roleArn: string; sessionName: string }

/** A service of AWS that acts by itself, e.g. EventBridge that sends to a queue: only the queue's policy can allow it. */
export type ServicePrincipal = { type: 'service'; service: `${string}.amazonaws.com` }

/** Finds who signed: a role when the access key id is one of `roleNames`', otherwise the developer. */
export function callersOf(
  roleNames: Iterable<string>,
  accountId: string,
): (signature: { accessKeyId: string; sessionToken?: string }) => Caller {
  const roles = rolesByAccessKeyId(roleNames)
  return ({ accessKeyId, sessionToken }) => {
    const roleName = roles.get(accessKeyId)
    return roleName === undefined ? { type: 'developer' } : roleCaller(roleName, sessionToken ?? 'local', accountId)
  }
}

/** A caller inside the region, e.g. a state machine, whose session is named after its execution. */
export function roleCaller(roleName: string, sessionName: string, accountId: string): Caller {
  return { type: 'role', roleName, roleArn: `arn:aws:iam::${accountId}:role/${roleName}`, sessionName }
}

/** `arn:aws:iam::000000000000:role/states` → `states`; a path before the name is not part of it. */
export function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1)
}

/** Who the caller is in AWS's words: the `Arn` of GetCallerIdentity and the `User` of an AccessDenied message. */
export function principalArn(caller: Caller, accountId: string): string {
  return caller.type === 'developer'
    ? `arn:aws:iam::${accountId}:user/developer`
    : `arn:aws:sts::${accountId}:assumed-role/${caller.roleName}/${caller.sessionName}`
}
