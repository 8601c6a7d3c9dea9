import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const bytes = 32

/**
 * What the secret keys of roles are made of: random, made once for a data folder and kept there, readable by its owner alone. Links
 * that a function signed before a restart work after it.
 * @throws Error in one line when the file is damaged
 */
export function roleSecret(dataDir: string): Buffer {
  const file = join(dataDir, 'role-secret')
  return read(file) ?? make(file, dataDir)
}

/** In one step: a file that is there is whole. */
function make(file: string, dataDir: string): Buffer {
  const secret = randomBytes(bytes)
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(`${file}.new`, secret.toString('hex'), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secret
}

function read(file: string): Buffer | undefined {
  try {
    chmodSync(file, 0o600)
    const secret = Buffer.from(readFileSync(file, 'utf8'), 'hex')
    if (secret.length === bytes) return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  throw new Error(`${file} is damaged: remove it, and links that functions signed stop working`)
}
