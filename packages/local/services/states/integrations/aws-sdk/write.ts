import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as z from 'zod'

/**
 * `node packages/local/services/states/integrations/aws-sdk/write.ts <botocore/data>`: writes which operations there are of every
 * service, as Step Functions spells them. The models are those that AWS publishes with botocore (Apache-2.0), of which
 * `pip download botocore` gets a copy.
 */
const Model = z.object({
  metadata: z.object({ serviceId: z.string() }),
  operations: z.record(z.string(), z.unknown()),
})

const [data = ''] = process.argv.slice(2)
if (!existsSync(data)) throw new Error('write.ts <botocore/data>: the folder of models')

const services = new Map<string, string[]>()
for (const folder of readdirSync(data, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue
  const newest = readdirSync(join(data, folder.name)).sort().at(-1) ?? ''
  const file = ['service-2.json.gz', 'service-2.json']
    .map((name) => join(data, folder.name, newest, name))
    .find((path) => existsSync(path))
  if (file === undefined) continue
  const bytes = readFileSync(file)
  const { metadata, operations } = Model.parse(JSON.parse(String(file.endsWith('.gz') ? gunzipSync(bytes) : bytes)))
  services.set(javaName(metadata.serviceId), Object.keys(operations).map(uncapitalised).sort())
}
const lines = [...services].sort(([a], [b]) => (a < b ? -1 : 1))
writeFileSync(
  join(import.meta.dirname, 'operations.json'),
  `{\n${lines.map(([service, names]) => `  ${JSON.stringify(service)}: ${JSON.stringify(names.join(' '))}`).join(',\n')}\n}\n`,
)

/** What the SDK for Java calls a service: `Elasticsearch Service` is `elasticsearch`. */
function javaName(serviceId: string): string {
  const name = serviceId.replaceAll(/[^A-Za-z0-9]/g, '')
  return name
    .replace(/^(Amazon|AWS|Aws)(?=.)/, '')
    .replace(/(?<=.)Service$/, '')
    .toLowerCase()
}

function uncapitalised(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1)
}
