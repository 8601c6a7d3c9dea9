import { spawnSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// `npm pack` runs this in the folder of a package: `dist/` gets its JavaScript, its types and the JSON files that it reads.

rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync('tsc', ['--build', '--force', 'tsconfig.build.json'], { stdio: ['ignore', 2, 2] })
if (status !== 0) process.exit(status ?? 1)
for (const file of globSync('*/**/*.json', { exclude: ['dist/**', 'tests/**', '**/node_modules/**'] })) {
  cpSync(file, join('dist', file))
}
