import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostic } from '@sfs3/asl'
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { closestName } from './closest-name.ts'

/**
 * What is wrong with a definition, for whoever wrote it: where, what, and what may have been meant.
 * @param definition as it was judged, in JSON
 * @param file that it was written in, in the folder of the service; undefined if that is not known
 */
export function definitionProblems(
  found: readonly Diagnostic[],
  definition: string,
  { machine, serviceDir, file }: { machine: string; serviceDir: string; file: string | undefined },
): string[] {
  const errors = found.filter(({ severity }) => severity === 'ERROR')
  const misled = errors.some(({ message }) => missingTarget.test(message))
  return errors
    .filter(({ message }) => !misled || !message.endsWith('is not reachable.')) // since another one leads elsewhere
    .map(({ message, location = '' }) => {
      const [, field] = unsupportedField.exec(message) ?? []
      const path = [...pathOf(location), ...(field === undefined ? [] : [field])]
      const at = file === undefined ? undefined : placeIn(serviceDir, file, path)
      return `${at ?? file ?? machine}: ${message.trim()}${meant(message, location, definition)}${at ? '' : ` at ${location || '/'}`}`
    })
}

const unsupportedField = /^Field '(.*)' is not supported$/
const missingTarget = /^Missing 'Next' target: (.*)$/

/** `Missing 'Next' target: chek`: the states beside the one that says so. */
function meant(message: string, location: string, definition: string): string {
  const [, field] = unsupportedField.exec(message) ?? []
  if (field !== undefined) return orNothing(closestName(field, fieldNames))
  const [, target] = missingTarget.exec(message) ?? []
  if (target === undefined) return ''
  const path = pathOf(location)
  const within = path.slice(0, path.lastIndexOf('States'))
  const workflow = within.reduce<unknown>((value, key) => member(value, key), JSON.parse(definition))
  const states = Object.keys((member(workflow, 'States') as object | undefined) ?? {})
  const closest = closestName(target, states)
  return orNothing(closest) || `. The states there are ${states.join(', ')}.`
}

const orNothing = (closest: string | undefined) => (closest === undefined ? '' : `. Did you mean ${closest}?`)

/** What is misspelt most often. */
const fieldNames = [
  ...[
    'StartAt',
    'States',
    'Type',
    'Comment',
    'Next',
    'End',
    'Default',
    'Choices',
    'Resource',
    'Retry',
    'Catch',
    'Branches',
  ],
  ...[
    'InputPath',
    'OutputPath',
    'ResultPath',
    'ResultSelector',
    'Parameters',
    'Arguments',
    'Assign',
    'Output',
    'Result',
  ],
  ...['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath', 'Seconds', 'SecondsPath'],
  ...['Timestamp', 'TimestampPath', 'Error', 'ErrorPath', 'Cause', 'CausePath', 'Items', 'ItemsPath', 'ItemSelector'],
  ...['ItemProcessor', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'MaxConcurrency', 'Label', 'Credentials'],
  ...['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Variable'],
  ...[
    'QueryLanguage',
    'ProcessorConfig',
    'ToleratedFailurePercentage',
    'ToleratedFailureCount',
    'Condition',
    'Version',
  ],
]

const member = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined

/** `/States/a/Choices[0]/Next` as its keys. The name of a state may have a slash or a bracket in it; then the line is that of States. */
function pathOf(location: string): (string | number)[] {
  return location
    .split('/')
    .filter(Boolean)
    .flatMap((part) => {
      const [, name = part, indexes = ''] = /^(.*?)((?:\[\d+\])+)$/.exec(part) ?? []
      return [name, ...[...indexes.matchAll(/\d+/g)].map(Number)]
    })
}

/** `${file(other.asl.yaml):States.record}` borrows a state, which is then written there. */
const borrowed = /^\$\{file\(([^)]+)\)(?::([\w.-]+))?\}$/

/** `machine.asl.yaml:12`, the line of what the path leads to, or of the nearest above it. */
function placeIn(serviceDir: string, file: string, path: (string | number)[]): string | undefined {
  const counter = new LineCounter()
  const document = parseDocument(readFileSync(join(serviceDir, file), 'utf8'), {
    lineCounter: counter,
    logLevel: 'silent',
  })
  let node: unknown = document.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const [index, key] of path.entries()) {
    if (isScalar(node) && borrowed.test(String(node.value))) {
      const [, other = '', place = ''] = borrowed.exec(String(node.value)) ?? []
      return placeIn(serviceDir, other, [...place.split('.').filter(Boolean), ...path.slice(index)])
    }
    const resolved: unknown = isNode(node) ? resolvedAlias(node, document) : node
    if (isMap(resolved)) {
      const pair = resolved.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key))
      if (!pair) break
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(resolved)) {
      node = resolved.items[Number(key)]
      if (isNode(node)) offset = node.range?.[0] ?? offset
    } else break
  }
  return `${file}:${counter.linePos(offset).line}`
}

function resolvedAlias(node: Node, document: ReturnType<typeof parseDocument>): unknown {
  return 'resolve' in node && typeof node.resolve === 'function' ? node.resolve(document) : node
}
