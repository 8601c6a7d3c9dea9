import { readFile, writeFile } from 'node:fs/promises'

/**
 * Replaces a text that must be in the file.
 * @throws Error when it is not: then the verification would verify nothing
 */
export async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`)
  await writeFile(file, text.replace(from, to))
}
