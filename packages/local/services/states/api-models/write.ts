import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as z from 'zod'

/**
 * `node packages/local/services/states/api-models/write.ts <botocore/data>`: writes what the answers of each service look like, as JSON
 * Schema. The models are those that AWS publishes with botocore (Apache-2.0), of which `pip download botocore` gets a copy; the
 * runtime schemas of the SDK for JavaScript know neither required members nor enumerations nor lengths.
 */
const services = {
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  kms: 'kms',
  lambda: 'lambda',
  s3: 's3',
  secretsmanager: 'secretsmanager',
  sfn: 'stepfunctions',
  sns: 'sns',
  sqs: 'sqs',
}

const Ref = z.object({ shape: z.string() })
const Shape = z.object({
  type: z.string(),
  members: z.record(z.string(), Ref).default({}),
  required: z.array(z.string()).default([]),
  member: Ref.optional(),
  value: Ref.optional(),
  enum: z.array(z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  document: z.boolean().default(false),
})
const Model = z.object({
  operations: z.record(z.string(), z.object({ output: Ref.optional() })),
  shapes: z.record(z.string(), Shape),
})
type Shape = z.infer<typeof Shape>
type Schema = { [keyword: string]: unknown }

const [data] = process.argv.slice(2)
if (data === undefined)
  throw new Error('usage: node packages/local/services/states/api-models/write.ts <botocore/data>')
for (const [name, service] of Object.entries(services)) {
  writeFileSync(join(import.meta.dirname, `${name}.json`), lines(answersOf(readModel(join(data, service)))))
}

function readModel(folder: string): z.infer<typeof Model> {
  const version = readdirSync(folder).sort().at(-1) ?? ''
  const file = join(folder, version, 'service-2.json')
  const text = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`))
  return Model.parse(JSON.parse(text.toString()))
}

function answersOf({ operations, shapes }: z.infer<typeof Model>) {
  const $defs: { [shape: string]: Schema } = {}

  function refer({ shape: name }: { shape: string }): Schema {
    const shape = shapes[name]
    if (!shape) throw new Error(`no shape ${name}`)
    const isSimple = Object.keys(shape.members).length === 0 && !shape.enum && !shape.member && !shape.value
    if (isSimple) return simple(shape)
    if (!Object.hasOwn($defs, name)) {
      $defs[name] = {}
      $defs[name] = compound(shape)
    }
    return { $ref: `#/$defs/${name}` }
  }

  function compound(shape: Shape): Schema {
    if (shape.enum) return { enum: shape.enum }
    if (shape.member) return { type: 'array', items: refer(shape.member), ...bounds(shape, 'minItems', 'maxItems') }
    if (shape.value) return { type: 'object', additionalProperties: refer(shape.value) }
    const properties = Object.fromEntries(
      Object.entries(shape.members).map(([name, member]) => [javaName(name), refer(member)]),
    )
    return { type: 'object', properties, ...(shape.required.length > 0 && { required: shape.required.map(javaName) }) }
  }

  const answers = Object.entries(operations).flatMap(([operation, { output }]) =>
    output ? [[operation, refer(output)] as const] : [],
  )
  return { operations: Object.fromEntries(answers), $defs }
}

function simple(shape: Shape): Schema {
  if (shape.document) return {}
  switch (shape.type) {
    case 'string':
    case 'blob':
      return { type: 'string', ...bounds(shape, 'minLength', 'maxLength') }
    case 'timestamp':
      return { type: 'string' }
    case 'boolean':
      return { type: 'boolean' }
    case 'structure':
    case 'map':
      return { type: 'object' }
    default:
      return { type: 'number', ...bounds(shape, 'minimum', 'maximum') }
  }
}

function bounds({ min, max }: Shape, least: string, most: string): Schema {
  return { ...(min !== undefined && { [least]: min }), ...(max !== undefined && { [most]: max }) }
}

/**
 * What the SDK for Java, which Step Functions calls services with, makes of a member's name: `MD5OfBody` is `Md5OfBody`.
 * @see https://github.com/aws/aws-sdk-java-v2/blob/master/utils/src/main/java/software/amazon/awssdk/utils/internal/CodegenNamingUtils.java
 */
function javaName(member: string): string {
  const words = member
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z]([a-zA-Z]|[0-9]))/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
  return words
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}

/** One line for each shape. */
function lines({ operations, $defs }: ReturnType<typeof answersOf>): string {
  const block = (entries: object) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')
  return `{\n  "operations": {\n${block(operations)}\n  },\n  "$defs": {\n${block($defs)}\n  }\n}\n`
}
