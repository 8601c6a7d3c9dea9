import { createHash, createHmac } from 'node:crypto'

/** What AWS hands to code that runs as a role. `sessionToken` carries the session's name, e.g. the function's. */
export type RoleCredentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string }

/**
 * The access key id that stands for a role at the local endpoint: `ASIA` (temporary, as AWS's are) and 16 characters that
 * follow from the role's name, so that every process names the same role the same way and nothing has to be stored.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function accessKeyIdOf(roleName: string): string {
  return `ASIA${lettersOf(roleName)}`
}

/** The id of a role, which AWS uses where a name could be given to another role later. */
export function roleIdOf(roleName: string): string {
  return `AROA${lettersOf(roleName)}`
}

/** Credentials for the environment of a function: requests signed with them act as `roleName`, session `sessionName`. */
export type CredentialsOf = (roleName: string, sessionName: string) => RoleCredentials

/**
 * Credentials of roles. Everybody can compute the key id of a role; its secret key, one for each session, takes the secret.
 * @param secret of the data folder, see roleSecret
 */
export function roleCredentials(secret: Buffer): CredentialsOf {
  const derived = new Map<string, RoleCredentials>()
  return (roleName, sessionName) => {
    const name = `${roleName}\n${sessionName}`
    const before = derived.get(name)
    if (before) return before
    const credentials = {
      accessKeyId: accessKeyIdOf(roleName),
      // 40 characters, as AWS's have.
      secretAccessKey: createHmac('sha256', secret).update(name).digest('base64').slice(0, 40),
      sessionToken: sessionName,
    }
    if (derived.size >= 500) derived.clear() // A caller chooses the name of a session.
    derived.set(name, credentials)
    return credentials
  }
}

/** Whose access key id is this? The reverse of `accessKeyIdOf` over the role names of the template. */
export function rolesByAccessKeyId(roleNames: Iterable<string>): ReadonlyMap<string, string> {
  return new Map([...roleNames].map((roleName) => [accessKeyIdOf(roleName), roleName]))
}

/** Base 32 as AWS's ids use it. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const known = new Map<string, string>()

function lettersOf(roleName: string): string {
  const before = known.get(roleName)
  if (before !== undefined) return before
  const digest = createHash('sha256').update(roleName).digest().subarray(0, 16)
  const letters = [...digest].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')
  known.set(roleName, letters)
  return letters
}
