import { cp, mkdir, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { run } from '../run.ts'

/**
 * Copies the project, without what git ignores, so that it can be deployed and changed without a trace in the original.
 * The installed packages are shared by a link.
 */
export async function copyProject(directory: string): Promise<void> {
  const env = { PATH: process.env.PATH ?? '' }
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard', '--deduplicate'], { cwd: '.', env })
  for (const file of listed.trimEnd().split('\n')) {
    if (file === 'node_modules') continue // a copy of a copy: git takes the link for a file
    await mkdir(dirname(join(directory, file)), { recursive: true })
    await cp(file, join(directory, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error // deleted, and git does not know yet
    })
  }
  await symlink(resolve('node_modules'), join(directory, 'node_modules'))
}
