import { expect, test } from '@jest/globals'
import { type Flow, type FlowState, walk, wayWithout } from './flow.ts'

/** A Task that adds a part of the name of its function. */
const adds = (part: string, more: Partial<FlowState>): FlowState => ({ Type: 'Task', Resource: part, ...more })
const addsOf = ({ Resource }: FlowState) => (Resource ? [Resource] : [])

/** What is there when each state begins, by its name, and at the end. */
function seen(flow: Flow, given: string[] = []): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const end = walk(flow, new Set(given), addsOf, (name, _, have) => {
    found[name] = [...have].sort()
  })
  return { ...found, end: [...end].sort() }
}

test('after a Choice there is what every way to a state has added', () => {
  const flow: Flow = {
    StartAt: 'which',
    States: {
      which: { Type: 'Choice', Choices: [{ Next: 'a' }], Default: 'b' },
      a: adds('x', { Next: 'both' }),
      both: adds('z', { Next: 'after' }),
      b: adds('z', { Next: 'after' }),
      after: { Type: 'Succeed' },
    },
  }

  expect(seen(flow)).toEqual({ which: [], a: [], both: ['x'], b: [], after: ['z'], end: ['z'] })
  expect(wayWithout('x', 'after', flow, addsOf)).toEqual(['which', 'b', 'after'])
})

test('what a state would have added is not there where its failure is caught', () => {
  const flow: Flow = {
    StartAt: 'a',
    States: {
      a: adds('x', { Next: 'done', Catch: [{ Next: 'sorry' }] }),
      sorry: { Type: 'Pass', Next: 'done' },
      done: { Type: 'Succeed' },
    },
  }

  expect(seen(flow)).toEqual({ a: [], sorry: [], done: [], end: [] })
})

test('a loop adds what it adds before it comes back', () => {
  const flow: Flow = {
    StartAt: 'ask',
    States: {
      ask: adds('x', { Next: 'enough' }),
      enough: { Type: 'Choice', Choices: [{ Next: 'done' }], Default: 'again' },
      again: adds('y', { Next: 'ask' }),
      done: { Type: 'Succeed' },
    },
  }

  expect(seen(flow)).toEqual({ ask: [], enough: ['x'], again: ['x'], done: ['x'], end: ['x'] })
})

test('after a Parallel there is what each branch has added to its end; a branch that fails does not end', () => {
  const flow: Flow = {
    StartAt: 'both',
    States: {
      both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'left', States: { left: adds('x', { End: true }) } },
          {
            StartAt: 'maybe',
            States: {
              maybe: { Type: 'Choice', Choices: [{ Next: 'right' }], Default: 'no' },
              right: adds('y', { End: true }),
              no: { Type: 'Fail' },
            },
          },
        ],
        Next: 'done',
      },
      done: { Type: 'Succeed' },
    },
  }

  expect(seen(flow, ['i'])).toEqual({
    both: ['i'],
    left: ['i'],
    maybe: ['i'],
    right: ['i'],
    no: ['i'],
    done: ['i', 'x', 'y'],
    end: ['i', 'x', 'y'],
  })
})

test('a Map may have no items: what its states add is there among themselves, not after it', () => {
  const item: Flow = { StartAt: 'one', States: { one: adds('x', { Next: 'two' }), two: adds('y', { End: true }) } }
  const flow: Flow = {
    StartAt: 'each',
    States: { each: { Type: 'Map', ItemProcessor: item, Next: 'done' }, done: { Type: 'Succeed' } },
  }

  expect(seen(flow)).toEqual({ each: [], one: [], two: ['x'], done: [], end: [] })
})
