import { expect, test } from '@jest/globals'
import { accessKeyIdOf, roleCredentials, rolesByAccessKeyId } from '../../iam/credentials.ts'

test('a role has the same access key id in every process, and it looks like one of AWS', () => {
  expect(accessKeyIdOf('sfs3-dev-step-a')).toMatch(/^ASIA[A-Z2-7]{16}$/)
  expect(accessKeyIdOf('sfs3-dev-step-a')).toBe(accessKeyIdOf('sfs3-dev-step-a'))
  expect(accessKeyIdOf('sfs3-dev-step-a')).not.toBe(accessKeyIdOf('sfs3-dev-step-b'))
})

test('an access key id leads back to its role', () => {
  const roles = rolesByAccessKeyId(['sfs3-dev-step-a', 'sfs3-dev-step-b'])

  expect(roles.get(accessKeyIdOf('sfs3-dev-step-b'))).toBe('sfs3-dev-step-b')
  expect(roles.get('AKIADEVELOPER')).toBeUndefined()
})

test('the session token carries the name of the session', () => {
  expect(roleCredentials(Buffer.alloc(32))('sfs3-dev-step-a', 'stepA').sessionToken).toBe('stepA')
})

test('the secret key is of this secret, this role and this session', () => {
  const secretKey = (secret: number, roleName: string, sessionName: string) =>
    roleCredentials(Buffer.alloc(32, secret))(roleName, sessionName).secretAccessKey
  const keys = [secretKey(1, 'a', 's'), secretKey(2, 'a', 's'), secretKey(1, 'b', 's'), secretKey(1, 'a', 't')]

  expect(new Set(keys).size).toBe(4)
  expect(keys[0]).toMatch(/^[A-Za-z0-9+/]{40}$/)
  expect(secretKey(1, 'a', 's')).toBe(keys[0])
})
