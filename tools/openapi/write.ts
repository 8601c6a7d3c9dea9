import { writeFileSync } from 'node:fs'
import packageJson from '../../package.json' with { type: 'json' }
import { openapi } from '../../src/facade/openapi/build-document.ts'
import { operations } from '../../src/facade/openapi/document.ts'

// `npm run openapi`: writes the contract that is served and checked in.
const document = openapi(operations, packageJson.version)
writeFileSync(new URL('../../openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`)
