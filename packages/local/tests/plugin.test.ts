import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

const sls = resolve('node_modules/serverless/bin/serverless.js')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-plugin-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('packaging leaves nothing in the temporary folder of the system', async () => {
  const [serviceDir, TMPDIR] = [join(folder, 'service'), join(folder, 'temporary')]
  cpSync(join(import.meta.dirname, 'support/service'), serviceDir, {
    recursive: true,
    filter: (path) => !/\.(local|serverless)$/.test(path),
  })
  symlinkSync(resolve('node_modules'), join(serviceDir, 'node_modules'))
  mkdirSync(TMPDIR)

  await promisify(execFile)(process.execPath, [sls, 'package'], { cwd: serviceDir, env: { ...process.env, TMPDIR } })

  expect(existsSync(join(serviceDir, '.serverless/cloudformation-template-update-stack.json'))).toBe(true)
  expect(readdirSync(TMPDIR)).toEqual([])
})
