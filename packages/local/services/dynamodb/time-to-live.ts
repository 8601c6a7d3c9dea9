import type { Json, JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { Clock } from '../../clock/clock.ts'
import { AwsJsonError } from '../../endpoint/aws-json.ts'
import { storageProblem } from '../storage-problem.ts'
import type { Entries } from './store/entries.ts'

export type TimeToLiveOptions = {
  entries: Entries
  call: (operation: string, input: JsonObject) => Promise<JsonObject>
  clock: Clock
  log: (line: string) => void
}

const space = 'time-to-live'
const Setting = z.object({ AttributeName: z.string() })
const Specification = z.object({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() })
const Page = z.object({ Items: z.array(z.record(z.string(), z.json())), LastEvaluatedKey: z.json().optional() })
const Table = z.object({ KeySchema: z.array(z.object({ AttributeName: z.string() })) })

/** AWS takes up to a few days. */
const betweenSweepsMs = 5 * 60_000
/** An item that expired longer ago is not deleted: its attribute is most likely no time. */
const oldestSeconds = 5 * 365 * 86_400

/**
 * Deletes items whose time is over, some minutes later.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export class TimeToLive {
  readonly #options: TimeToLiveOptions
  #running = false
  #cancel: () => void = () => {}

  constructor(options: TimeToLiveOptions) {
    this.#options = options
  }

  /** What the template says. Undefined is: nothing expires. */
  provision(tableName: string, specification: Json | undefined): void {
    const { AttributeName, Enabled } = Specification.parse(specification ?? { AttributeName: '-', Enabled: false })
    this.#set(tableName, Enabled ? AttributeName : undefined)
  }

  /** @throws AwsJsonError ResourceNotFoundException, ValidationException */
  async update(input: JsonObject): Promise<JsonObject> {
    const parsed = Specification.safeParse(input.TimeToLiveSpecification)
    if (!parsed.success) throw validation('TimeToLiveSpecification must have AttributeName and Enabled')
    const { AttributeName, Enabled } = parsed.data
    const tableName = await this.#existing(input)
    const enabled = this.#attribute(tableName)
    if (Enabled === (enabled !== undefined))
      throw validation(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
    this.#set(tableName, Enabled ? AttributeName : undefined)
    return { TimeToLiveSpecification: { AttributeName, Enabled } }
  }

  /** @throws AwsJsonError ResourceNotFoundException */
  async describe(input: JsonObject): Promise<JsonObject> {
    const AttributeName = this.#attribute(await this.#existing(input))
    const status = AttributeName === undefined ? 'DISABLED' : 'ENABLED'
    return {
      TimeToLiveDescription: { TimeToLiveStatus: status, ...(AttributeName !== undefined && { AttributeName }) },
    }
  }

  start(): void {
    this.#running = true
    this.#plan()
  }

  stop(): void {
    this.#running = false
    this.#plan()
  }

  /** Where nothing expires there is nothing to look for. */
  #plan(): void {
    const { clock, log, entries } = this.#options
    this.#cancel()
    this.#cancel = () => {}
    if (!this.#running || entries.range(space, { limit: 1 }).next().done) return
    this.#cancel = clock.at(clock.now() + betweenSweepsMs, () => {
      void this.sweep()
        .catch((error: unknown) => log(`expired items are not deleted: ${storageProblem(error) ?? error}`))
        .then(() => this.#plan())
    })
  }

  /** Deletes what has expired by now. */
  async sweep(): Promise<void> {
    for (const { key, value } of [...this.#options.entries.range(space, {})])
      if (this.#running) await this.#sweepTable(key, Setting.parse(value).AttributeName)
  }

  async #sweepTable(TableName: string, AttributeName: string): Promise<void> {
    const { call, clock } = this.#options
    const now = Math.floor(clock.now() / 1000)
    const expired = {
      ExpressionAttributeNames: { '#expires': AttributeName },
      ExpressionAttributeValues: { ':now': { N: String(now) }, ':oldest': { N: String(now - oldestSeconds) } },
    }
    const condition = '#expires < :now AND #expires > :oldest'
    const { KeySchema } = Table.parse((await call('DescribeTable', { TableName })).Table)
    for (let from: JsonObject = {}; ; ) {
      const scan = { TableName, FilterExpression: condition, ...expired, ...from }
      const { Items, LastEvaluatedKey } = Page.parse(await call('Scan', scan))
      for (const item of Items) {
        const Key = Object.fromEntries(KeySchema.map((key) => [key.AttributeName, item[key.AttributeName] as Json]))
        // Whoever has changed it meanwhile keeps it.
        await call('DeleteItem', { TableName, Key, ConditionExpression: condition, ...expired }).catch(unlessChanged)
      }
      if (LastEvaluatedKey === undefined) return
      from = { ExclusiveStartKey: LastEvaluatedKey }
    }
  }

  #attribute(tableName: string): string | undefined {
    const setting = this.#options.entries.get(space, tableName)
    return setting === undefined ? undefined : Setting.parse(setting).AttributeName
  }

  #set(tableName: string, AttributeName: string | undefined): void {
    const { entries } = this.#options
    if (AttributeName === undefined) entries.delete(space, tableName)
    else entries.put(space, tableName, { AttributeName } satisfies z.output<typeof Setting>)
    this.#plan()
  }

  async #existing({ TableName = '' }: JsonObject): Promise<string> {
    await this.#options.call('DescribeTable', { TableName })
    return String(TableName)
  }
}

function unlessChanged(error: unknown): void {
  if (!(error instanceof AwsJsonError && error.code === 'ConditionalCheckFailedException')) throw error
}

const validation = (message: string) =>
  new AwsJsonError(400, { __type: 'com.amazon.coral.validate#ValidationException', message })
