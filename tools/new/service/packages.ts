import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { NotMade } from '../names.ts'

/** What a service stands on. None of them is in a registry. */
const names = ['asl', 'client', 'console', 'local']

/**
 * Puts the packages into `vendor`: those in `from`, or packed from the repository at `root`.
 * @returns the tarball of each package, from the folder that `vendor` is in
 * @throws NotMade if one of them is not in `from`
 */
export async function vendorPackages(
  root: string,
  vendor: string,
  from: string | undefined,
): Promise<Record<string, string>> {
  const given = from === undefined ? undefined : names.map((name) => tarballOf(name, resolve(from)))
  mkdirSync(vendor, { recursive: true })
  if (given) for (const tarball of given) cpSync(tarball, join(vendor, basename(tarball)))
  else {
    const workspaces = names.flatMap((name) => ['--workspace', `packages/${name}`])
    await promisify(execFile)('npm', ['pack', ...workspaces, '--pack-destination', vendor], { cwd: root })
  }
  return Object.fromEntries(
    names.map((name) => [`@sfs3/${name}`, `${basename(vendor)}/${basename(tarballOf(name, vendor))}`]),
  )
}

function tarballOf(name: string, folder: string): string {
  const [tarball] = globSync(`sfs3-${name}-*.tgz`, { cwd: folder })
  if (tarball === undefined)
    throw new NotMade(
      `There is no sfs3-${name}-….tgz in ${folder}: leave out --packages, or npm pack -w packages/${name} --pack-destination ${folder} first.`,
    )
  return join(folder, tarball)
}
