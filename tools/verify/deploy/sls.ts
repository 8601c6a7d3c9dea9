import { join } from 'node:path'
import { run } from '../run.ts'

/** Runs the Serverless CLI in a copy of the project, as a developer would: `npx sls deploy --stage verify`. */
export type Sls = (...args: string[]) => Promise<string>

/** @param home an empty directory, so that nothing of the developer's configuration plays a part */
export const slsIn =
  (project: string, home: string, env: Record<string, string>): Sls =>
  (...args) =>
    run('npx', ['sls', ...args], {
      cwd: project,
      env: { ...env, PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}`, HOME: home },
      timeoutSeconds: 180,
    })
