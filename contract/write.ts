import { writeFileSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { openapi } from './openapi.ts'
import { operations } from './operations.ts'

// `npm run openapi`: writes the contract that is served and checked in.
const document = openapi(operations, packageJson.version)
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`)
