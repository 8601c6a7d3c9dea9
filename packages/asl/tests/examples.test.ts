import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const packageFolder = new URL('../', import.meta.url)

function textOf(path: string): string {
  return readFileSync(new URL(path, packageFolder), 'utf8')
}

/** What the example prints, run by Node.js alone. */
function printed(example: string): string {
  const file = fileURLToPath(new URL(`examples/${example}`, packageFolder))
  return execFileSync(process.execPath, ['--conditions=sfs3-source', file], { encoding: 'utf8' })
}

test('run-machine.mjs runs a machine to its end', () => {
  expect(printed('run-machine.mjs')).toBe("{ status: 'SUCCEEDED', output: { id: 'order-21', doubled: 42 } } 13\n")
})

test('drive.mjs takes one step after the other', () => {
  expect(printed('drive.mjs')).toBe(`1 ExecutionStarted
2 WaitStateEntered
3 WaitStateExited
4 TaskStateEntered
5 LambdaFunctionScheduled
6 LambdaFunctionStarted
7 LambdaFunctionSucceeded
8 TaskStateExited
9 ExecutionSucceeded
{ status: 'SUCCEEDED', output: 'done' }
`)
})

test.each(['run-machine.mjs', 'drive.mjs'])('the README shows %s as it is', (example) => {
  expect(textOf('README.md')).toContain(`\`\`\`js\n${textOf(`examples/${example}`)}\`\`\``)
})
