import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The file that a service is configured in, from its folder, in the order in which the Serverless Framework looks. */
export function serviceFile(serviceDir: string): string {
  return names.find((name) => existsSync(join(serviceDir, name))) ?? 'serverless.yml'
}

const names = ['yml', 'yaml', 'json', 'js', 'cjs', 'mjs', 'ts'].map((extension) => `serverless.${extension}`)
