import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundlePage } from './bundle-page.ts'

// `npm pack` runs this: the built page goes beside the built server.

const folder = join(import.meta.dirname, '..')
mkdirSync(join(folder, 'dist/page'), { recursive: true })
await bundlePage(join(folder, 'dist/page'))
cpSync(join(folder, 'page/index.html'), join(folder, 'dist/page/index.html'))
