import { expect, test } from '@jest/globals'
import { accessKeyIdOf, credentialsOf, rolesByAccessKeyId } from '../../iam/credentials.ts'

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
  expect(credentialsOf('sfs3-dev-step-a', 'stepA').sessionToken).toBe('stepA')
})
