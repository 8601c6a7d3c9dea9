import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Writes the TypeScript of docs/patterns to the files that it says it is, and their names into the file `.patterns`. */
export async function writePatterns(project: string): Promise<void> {
  const written: string[] = []
  for (const page of globSync('docs/patterns/*.md')) {
    const text = await readFile(page, 'utf8')
    for (const [, file = '', code = ''] of text.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)) {
      await mkdir(dirname(join(project, file)), { recursive: true })
      await writeFile(join(project, file), code, { flag: 'wx' })
      written.push(file)
    }
  }
  await writeFile(join(project, '.patterns'), written.join('\n'))
}
