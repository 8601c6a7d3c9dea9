import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

function make(file: string, dataDir: string): Buffer {
  mkdirSync(dataDir, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, randomBytes(bytes).toString('hex'), { mode: 0o600 })
  try {
    linkSync(unfinished, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  return read(file) as Buffer
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
