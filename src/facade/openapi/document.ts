import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import packageJson from '../../../package.json' with { type: 'json' }
import { buildDocument } from './build-document.ts'
import type { Operation } from './operation.ts'

const require = createRequire(import.meta.url)
const contract = new URL('../contract/', import.meta.url)

/** One for each file of `contract/`: a new route is a new file, and no list to keep. */
export const operations: Operation[] = readdirSync(contract)
  .sort()
  .map((file) => (require(`../contract/${file}`) as { operation: Operation }).operation)

/** The contract as `GET /openapi.json` serves it. A bundle has the value in place of this module: see `esbuild-plugins.ts`. */
export default buildDocument(operations, packageJson.version)
