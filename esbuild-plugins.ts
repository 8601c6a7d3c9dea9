import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * Lets esbuild drop the schemas of AWS operations that a function does not use. The SDK writes `{ [_hH]: … }` with
 * `const _hH = "httpHeader"` above; a computed key could have side effects, so esbuild keeps every schema that has one.
 */
const plainSchemaKeys: Plugin = {
  name: 'plain-schema-keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /[/\\]@aws-sdk[/\\]client-[a-z0-9-]+[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8')
        const constants = new Map(
          [...source.matchAll(/^const (\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
        )
        const contents = source.replace(/\[(\w+)\]:/g, (key, name) =>
          constants.has(name) ? `${constants.get(name)}:` : key,
        )
        return { contents, loader: 'js' }
      },
    )
  },
}

export default [plainSchemaKeys]
