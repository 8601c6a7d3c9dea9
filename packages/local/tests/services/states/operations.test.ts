import { readdirSync } from 'node:fs'
import * as sfn from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { operations } from '../../../services/states/operations.ts'

const names = Object.keys(operations)

test('the local region has every operation of Step Functions, by the name that AWS gives it', () => {
  const ofAws = Object.keys(sfn).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  expect(names.toSorted()).toEqual(ofAws.toSorted())
})

test('each operation is one file, named as the operation', () => {
  const files = readdirSync(new URL('../../../services/states/operations/', import.meta.url))
  const ofNames = names.map((name) => `${name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.ts`)
  expect(ofNames.toSorted()).toEqual(files.toSorted())
})
