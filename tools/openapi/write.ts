import { writeFileSync } from 'node:fs'
import document from '../../src/facade/openapi/document.ts'

// `npm run openapi`: writes the contract that the typed client is held against.
const file = new URL('../../packages/client/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`)
