import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { run } from '../run.ts'

/** An AWS of someone else's making on 127.0.0.1, and the environment that leads SDKs and the AWS CLI to it. */
export type Emulator = { url: string; env: Record<string, string>; stop: () => Promise<void> }

/**
 * Starts MiniStack with what the service relies on switched on: `AUTH` evaluates the policies of roles and buckets,
 * and TLS lets requests pass the bucket policies that deny plain HTTP.
 * This process trusts its certificate from then on.
 * @param bin programs of the Python environment that holds MiniStack
 * @param directory for its certificate, its log and its temporary files
 * @param path where it finds `node` for its functions
 */
export async function startEmulator(bin: string, port: number, directory: string, path: string): Promise<Emulator> {
  await mkdir(directory, { recursive: true })
  const url = `https://127.0.0.1:${port}`
  const [cert, key] = await certificate(directory)
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cert, 'utf8')])
  const trust = { NODE_EXTRA_CA_CERTS: cert, AWS_CA_BUNDLE: cert }
  const log = createWriteStream(join(directory, 'ministack.log'))
  await once(log, 'open')
  const child = spawn(join(bin, 'ministack'), [], {
    cwd: directory,
    stdio: ['ignore', log, log],
    env: {
      ...trust,
      PATH: `${await nodeThatFindsSyncHost(directory)}:${path}`,
      HOME: directory,
      TMPDIR: directory,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      USE_SSL: '1',
      MINISTACK_SSL_CERT: cert,
      MINISTACK_SSL_KEY: key,
      AUTH: 'true',
      // The key pair that MiniStack takes for the account's root.
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  await ready(url, child, join(directory, 'ministack.log'))
  return {
    url,
    env: {
      ...trust,
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    stop: () => stop(child),
  }
}

/** A directory with a `node` that resolves the name StartSyncExecution is sent to; the functions run on it. */
async function nodeThatFindsSyncHost(directory: string): Promise<string> {
  const bin = join(directory, 'bin')
  await mkdir(bin)
  const preload = join(import.meta.dirname, 'sync-host.mjs')
  const script = `#!/bin/sh\nexec '${process.execPath}' --import '${preload}' "$@"\n`
  await writeFile(join(bin, 'node'), script, { mode: 0o755 })
  return bin
}

/** A certificate for 127.0.0.1 that is its own authority. */
async function certificate(directory: string): Promise<[cert: string, key: string]> {
  const cert = join(directory, 'emulator.crt')
  const key = join(directory, 'emulator.key')
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=emulator']
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1']
  await run('openssl', [...request, ...names, '-keyout', key, '-out', cert], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '' },
  })
  return [cert, key]
}

/** Resolves when MiniStack answers. @throws Error with the end of its log when it does not */
export async function ready(url: string, child: ChildProcess, log: string): Promise<void> {
  for (let attempt = 0; attempt < 120 && child.exitCode === null; attempt++) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined)
    if (answer?.ok) return
    await after(250)
  }
  child.kill('SIGKILL')
  throw new Error(`the emulator does not answer\n${(await readFile(log, 'utf8')).slice(-2_000)}`)
}

/** Ends it, if need be the hard way. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await closed
  clearTimeout(impatient)
}
