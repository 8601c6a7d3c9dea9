import { expect, test } from '@jest/globals'
import { graph, type Machine, parseDefinition } from '../index.ts'
import { machine, mapped } from './support/recorded.ts'

/** The graph as text: what is where, from top to bottom. */
function drawn(definition: Machine): string[] {
  const { nodes, edges } = graph(definition)
  const name = (id: string) => id.replace('\u0000', '')
  const boxes = [...nodes]
    .sort((one, other) => one.y - other.y || one.x - other.x)
    .map(
      ({ id, type, does, parent }) =>
        `${parent ? `${parent} / ` : ''}${name(id)}: ${[type, does].filter(Boolean).join(' ')}`,
    )
  return [...boxes, ...edges.map(({ from, to, kind, label }) => `${name(from)} → ${name(to)}  ${kind} ${label}`.trim())]
}

test('a choice says when each way is taken, a catcher for which errors', () => {
  const definition = machine({
    StartAt: 'size?',
    States: {
      'size?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.size', NumericGreaterThan: 100, Next: 'ask' },
          { And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', StringEquals: 'x' } }], Next: 'ask' },
        ],
        Default: 'store',
      },
      ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Catch: [{ ErrorEquals: ['Rejected', 'States.Timeout'], Next: 'no' }],
        Next: 'store',
      },
      store: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem', End: true },
      no: { Type: 'Fail' },
    },
  })

  expect(drawn(definition)).toEqual([
    'start: Start',
    'size?: Choice',
    'ask: Task sqs:sendMessage',
    'no: Fail',
    'store: Task dynamodb:putItem',
    'end: End',
    'start → size?  next',
    'size? → ask  choice $.size > 100',
    'size? → ask  choice $.a is present and not ($.a = "x")',
    'size? → store  choice otherwise',
    'ask → store  next',
    'ask → no  catch Rejected, States.Timeout',
    'store → end  next',
    'no → end  next',
  ])
})

test('what a Map does for each item is drawn inside of it', () => {
  const { nodes } = graph(mapped.definition)
  const [each, read] = ['each', 'read'].map((id) => nodes.find((node) => node.id === id))

  expect(drawn(mapped.definition).slice(0, 5)).toEqual([
    'start: Start',
    'each: Map',
    'each / read: Pass',
    'each / check: Task Lambda',
    'sorry: Fail',
  ])
  if (!each || !read) throw new Error('a state is not drawn')
  expect(read.x).toBeGreaterThan(each.x)
  expect(read.x + read.width).toBeLessThan(each.x + each.width)
  expect(read.y).toBeGreaterThan(each.y)
})

test('two hundred states keep apart from each other', () => {
  const names = Array.from({ length: 200 }, (_, index) => `state-${index}`)
  const States = Object.fromEntries(
    names.map((name, index) => [
      name,
      index % 10 === 9
        ? {
            Type: 'Choice',
            Choices: [{ Condition: '{% $x %}', Next: names[(index + 1) % 200] }],
            Default: names[(index + 5) % 200],
          }
        : { Type: 'Pass', Next: names[(index + 1) % 200] },
    ]),
  )
  const { nodes } = graph(machine({ StartAt: 'state-0', States }))

  const overlaps = nodes.flatMap((one, index) =>
    nodes
      .slice(index + 1)
      .filter((other) => one.x < other.x + other.width && other.x < one.x + one.width)
      .filter((other) => one.y < other.y + other.height && other.y < one.y + one.height),
  )
  expect(nodes).toHaveLength(202)
  expect(overlaps).toEqual([])
})

test('what is no definition says what it misses', () => {
  expect(() => parseDefinition('{')).toThrow('it is not JSON')
  expect(() => parseDefinition('{"StartAt":"a","States":{"a":{}}}')).toThrow(/^States.a.Type: /)
})
