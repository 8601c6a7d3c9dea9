import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { contextOf } from '../../iam/context.ts'
import { type AccessRequest, evaluate } from '../../iam/evaluate.ts'
import { type Statement, statementsOf } from '../../iam/policy.ts'
import { matchesWildcard } from '../../iam/wildcard.ts'

const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage')
const resource = fc.constantFrom('arn:a', 'arn:a/b', 'arn:ab/c')
const actionPattern = fc.oneof(action, fc.constantFrom('*', 's3:*', 's3:?utObject', 'SQS:*'))
const resourcePattern = fc.oneof(resource, fc.constantFrom('*', 'arn:a*', 'arn:a/?', 'arn:*/c', `arn:\${aws:x}`))
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 })
const keys = fc.dictionary(fc.constantFrom('aws:x', 'aws:y'), fc.constantFrom('a', 'b', 'a/b'))
const condition = fc.dictionary(
  fc.constantFrom('StringEquals', 'StringNotLike', 'StringEqualsIfExists', 'ForAllValues:StringLike', 'Null'),
  fc.dictionary(fc.constantFrom('aws:x', 'aws:y'), list(fc.constantFrom('a', 'b*', 'true')), { maxKeys: 2 }),
  { maxKeys: 2 },
)
const statement = (Effect: 'Allow' | 'Deny'): fc.Arbitrary<Statement> =>
  fc
    .record({
      Effect: fc.constant(Effect),
      names: fc.oneof(
        list(actionPattern).map((Action) => ({ Action })),
        list(actionPattern).map((NotAction) => ({ NotAction })),
      ),
      covers: fc.oneof(
        list(resourcePattern).map((Resource) => ({ Resource })),
        list(resourcePattern).map((NotResource) => ({ NotResource })),
      ),
      Condition: condition,
    })
    .map(
      ({ names, covers, ...rest }) =>
        statementsOf({ Statement: { ...names, ...covers, ...rest } }, 'o', 'p')[0] as Statement,
    )
const policy = fc.array(fc.oneof(statement('Allow'), statement('Deny')), { maxLength: 5 })
const request: fc.Arbitrary<AccessRequest> = fc
  .record({ action, resource, keys })
  .map(({ keys, ...rest }) => ({ ...rest, context: contextOf(keys), principal: { type: 'AWS', names: ['me'] } }))

test('a deny that fits always wins, whatever else is allowed', () => {
  fc.assert(
    fc.property(request, policy, statement('Deny'), (asked, statements, deny) => {
      fc.pre(evaluate(asked, [deny]).outcome === 'explicitly denied')
      expect(evaluate(asked, [...statements, deny]).outcome).toBe('explicitly denied')
    }),
  )
})

test('one more allow never takes access away', () => {
  fc.assert(
    fc.property(request, policy, statement('Allow'), (asked, statements, allow) => {
      fc.pre(evaluate(asked, statements).outcome === 'allowed')
      expect(evaluate(asked, [...statements, allow]).outcome).toBe('allowed')
    }),
  )
})

test('one more deny never gives access', () => {
  fc.assert(
    fc.property(request, policy, statement('Deny'), (asked, statements, deny) => {
      fc.pre(evaluate(asked, statements).outcome !== 'allowed')
      expect(evaluate(asked, [...statements, deny]).outcome).not.toBe('allowed')
    }),
  )
})

test('the order of statements does not matter', () => {
  fc.assert(
    fc.property(request, policy, (asked, statements) => {
      expect(evaluate(asked, statements.toReversed()).outcome).toBe(evaluate(asked, statements).outcome)
    }),
  )
})

test('each statement that is given as a reason would do alone', () => {
  fc.assert(
    fc.property(request, policy, (asked, statements) => {
      const decision = evaluate(asked, statements)
      if (decision.outcome === 'allowed')
        for (const by of decision.by) expect(evaluate(asked, [by]).outcome).toBe('allowed')
    }),
  )
})

test('Action and NotAction of the same patterns are opposites', () => {
  fc.assert(
    fc.property(request, list(actionPattern), (asked, patterns) => {
      const one = statementsOf({ Statement: { Effect: 'Allow', Action: patterns, Resource: '*' } }, 'o', 'p')
      const other = statementsOf({ Statement: { Effect: 'Allow', NotAction: patterns, Resource: '*' } }, 'o', 'p')
      expect(evaluate(asked, one).outcome === 'allowed').toBe(evaluate(asked, other).outcome !== 'allowed')
    }),
  )
})

/** Wildcards by the definition, without regular expressions. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
}

test('wildcards match as their definition says', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '\n', '*'), maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '(', '\\'), maxLength: 6 })
  fc.assert(
    fc.property(pattern, letters, (wanted, text) => {
      expect(matchesWildcard(wanted, text)).toBe(naive(wanted, text))
    }),
    { numRuns: 1000 },
  )
})
