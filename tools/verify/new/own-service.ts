import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import { step } from '../step.ts'
import { startService } from './service.ts'

/** Makes a service of one's own in an empty folder, and does with it what its README says. */
export async function verifyOwnService(folder: string, env: Record<string, string>): Promise<void> {
  const service = join(folder, 'my-service')
  const at = { cwd: service, env, timeoutSeconds: 600 }
  const npm = (...args: string[]) => run('npm', args, at)

  await step('node tools/new/service.ts my-service', () =>
    run(process.execPath, ['tools/new/service.ts', service], {
      ...{ cwd: '.', env: { ...(process.env as Record<string, string>) }, timeoutSeconds: 600 },
    }),
  )
  await step('npm ci', async () => {
    await run('git', ['init', '--quiet'], at)
    await run('git', ['add', '--all'], at)
    await npm('ci', '--prefer-offline')
  })
  await step('npm start; its README', async () => {
    const readme = await readFile(join(service, 'README.md'), 'utf8')
    const [, request = ''] = /^```sh\n(\. \.local\/env\n[\s\S]*?)^```$/m.exec(readme) ?? []
    const running = await startService(service, env)
    try {
      assert.match(await run('bash', ['-euo', 'pipefail', '-c', request], at), /"status":"SUCCEEDED"/)
    } finally {
      await running.stop()
    }
  })
  await step('npm run new -- workflow gift-card --approval', () =>
    npm('run', 'new', '--', 'workflow', 'gift-card', '--approval'),
  )
  await step('npm run check', () => npm('run', 'check'))
  await step('npm test', () => npm('test', '--', '--silent'))
  await step('sls package', () => npm('run', 'package', '--', '--stage', 'dev'))
}
