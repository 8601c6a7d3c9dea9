import { join } from 'node:path'
import { run } from './run.ts'

/**
 * Makes a throw-away Python environment in `directory` with exactly these packages.
 * @returns the directory of its programs
 * @throws Error when Python 3.10 or a package cannot be had
 */
export async function venv(directory: string, packages: string[]): Promise<string> {
  const surroundings = { cwd: '.', env: process.env as Record<string, string>, timeoutSeconds: 180 }
  await run('python3', ['-m', 'venv', directory], surroundings)
  const bin = join(directory, 'bin')
  await run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages], surroundings)
  return bin
}
