import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { answerOf } from '../answer.ts'
import { ABSENT, Latest } from '../latest.ts'
import { forAll, hasName, insist, type Load, padded, type World } from '../world.ts'

const TableName = 'chaos-items'

/** DynamoDB: items, pairs of items that are written together, and counters. */
export function items({ dynamodb, random: all }: World): Load {
  const random = all.branch('items')
  const written = new Map<string, Latest>()
  const pairs = new Map<string, Latest>()
  const counters = new Map<string, { acknowledged: number; unknown: number }>()
  let n = 0

  const latestIn = (map: Map<string, Latest>, id: string) => {
    const latest = map.get(id) ?? new Latest()
    map.set(id, latest)
    return latest
  }
  const read = async (id: string): Promise<{ Value?: string; Count?: number } | undefined> => {
    const get = new GetItemCommand({ TableName, Key: { Id: { S: id } }, ConsistentRead: true })
    const answer = await insist(() => dynamodb.send(get))
    const item = answer?.Item
    return item && { ...(item.Value?.S && { Value: item.Value.S }), Count: Number(item.Count?.N ?? 0) }
  }

  return {
    name: 'items',
    async prepare() {
      const create = new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      })
      await insist(() => dynamodb.send(create), hasName('ResourceInUseException'))
    },
    async act() {
      n++
      const value = `${padded(n)}-${random.bytes(random.pick([6, 300, 3000])).toString('base64')}`
      const record = (latest: Latest, type: string) => {
        if (type === 'acknowledged') latest.isNow(value)
        if (type === 'unknown') latest.maybe(value)
      }
      if (n % 3 === 0) {
        const id = `pair-${random.between(0, 9)}`
        const TransactItems = ['a', 'b'].map((half) => ({
          Put: { TableName, Item: { Id: { S: `${id}-${half}` }, Value: { S: value } } },
        }))
        const latest = latestIn(pairs, id)
        record(latest, (await answerOf(() => dynamodb.send(new TransactWriteItemsCommand({ TransactItems })))).type)
      } else if (n % 3 === 1) {
        const id = random.chance(0.5) ? `item-${random.between(0, 9)}` : `item-${padded(n)}`
        const Item = { Id: { S: id }, Value: { S: value } }
        record(
          latestIn(written, id),
          (await answerOf(() => dynamodb.send(new PutItemCommand({ TableName, Item })))).type,
        )
      } else {
        const id = `counter-${random.between(0, 3)}`
        const counter = counters.get(id) ?? { acknowledged: 0, unknown: 0 }
        counters.set(id, counter)
        const add = new UpdateItemCommand({
          TableName,
          Key: { Id: { S: id } },
          UpdateExpression: 'ADD #count :one',
          ExpressionAttributeNames: { '#count': 'Count' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
        })
        const { type } = await answerOf(() => dynamodb.send(add))
        if (type !== 'refused') counter[type]++
      }
    },
    async check() {
      const ofItems = await forAll(written, async ([id, latest]) => {
        const value = (await read(id))?.Value ?? ABSENT
        return latest.allows(value)
          ? []
          : [`the item ${id} was acknowledged and is ${value === ABSENT ? 'not there' : 'another one'}`]
      })
      const ofPairs = await forAll(pairs, async ([id, latest]) => {
        const [a, b] = [(await read(`${id}-a`))?.Value ?? ABSENT, (await read(`${id}-b`))?.Value ?? ABSENT]
        if (a !== b) return [`of the transaction on ${id} one half was written and the other was not`]
        return latest.allows(a) ? [] : [`the transaction on ${id} was acknowledged and is not there`]
      })
      const ofCounters = await forAll(counters, async ([id, { acknowledged, unknown }]) => {
        const count = (await read(id))?.Count ?? 0
        if (count >= acknowledged && count <= acknowledged + unknown) return []
        return [`${id} is ${count} after ${acknowledged} acknowledged additions and ${unknown} without an answer`]
      })
      return [...ofItems, ...ofPairs, ...ofCounters].flat()
    },
    promises: () =>
      [...written.values(), ...pairs.values()].filter(({ isPromised }) => isPromised).length +
      [...counters.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0),
  }
}
