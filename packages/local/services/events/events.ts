import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@sfs3/asl'
import type { Clock, EpochMs } from '../../clock/clock.ts'
import { awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import { inputOf } from '../../endpoint/json-input.ts'
import type { AwsService } from '../aws-service.ts'
import { provisionEach, strictReport } from '../report.ts'
import type { S3Store } from '../s3/store/s3-store.ts'
import { type AwsEvent, newEvent } from './aws-event.ts'
import type { DeliveryOptions } from './deliver.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import { eventsDescription } from './description.ts'
import type { Disturb } from './disturbance.ts'
import type { EventBridge } from './event-bridge.ts'
import { type EventPattern, eventPattern } from './event-pattern.ts'
import { type Delivery, EventsStore, type StoredRule } from './events-store.ts'
import { statusChangeDetail } from './execution-status-change.ts'
import { operations } from './operations.ts'
import { eventsPermissions } from './permissions.ts'
import { provisionRule } from './provision-rule.ts'
import { defaultBus, type Target } from './rule.ts'
import { Schedules } from './schedules.ts'

export type EventsOptions = DeliveryOptions & {
  dataDir: string
  clock: Clock
  /** An event is lost, in one line. */
  log: (message: string) => void
  /** Told of each event, and of the rules that it fits. */
  passed?: ((event: AwsEvent, bus: string, rules: readonly StoredRule[]) => void) | undefined
  /** For tests, see Disturbance. */
  disturb?: Disturb | undefined
}

export type Events = AwsService & {
  /** Of all buses. */
  rules(): StoredRule[]
  /** Accepts the events that S3 has recorded with its objects. */
  acceptNotices(s3: S3Store): void
  /** The event that an execution began or ended; undefined when no rule fits. `change` is its detail. */
  statusChangeEvent(change: JsonObject & { executionArn: string }): AwsEvent | undefined
  /** Accepts an event of an AWS service on disk. The same one may come a second time, and counts once. */
  accept(event: AwsEvent): void
  /** Resolves when every event that is due is delivered. */
  idle(): Promise<void>
}

/** EventBridge: accepts events on disk, then delivers them to the targets of the rules that they fit. */
export function createEvents(options: EventsOptions): Events {
  const { clock, accountId, region, disturb } = options
  const store = new EventsStore(options.dataDir)
  const queue = new DeliveryQueue({ ...options, store })
  const buses = new Set([defaultBus])
  let listening: Listening[] | undefined
  let state: 'starting' | 'running' | 'stopped' = 'starting'

  /** Rules with a pattern, until one changes. */
  const listeners = (): Listening[] => {
    listening ??= store
      .rules()
      .filter(({ pattern, state }) => pattern !== undefined && state === 'ENABLED')
      .map((rule) => ({ rule, fits: eventPattern(rule.pattern ?? {}) }))
    return listening
  }

  const fitting = (event: AwsEvent, bus: string): StoredRule[] =>
    listeners().flatMap(({ rule, fits }) => (rule.bus === bus && fits(event) ? rule : []))

  /** Call it in a transaction; schedule what it returns after the commit. */
  const address = (event: AwsEvent, rule: StoredRule): Delivery[] =>
    rule.targets.flatMap((target) => {
      const { copies = 1, delayMs = 0 } = disturb?.(event, rule, target) ?? {}
      return Array.from({ length: copies }, () => storeDelivery(event, rule, target, clock.now(), delayMs))
    })

  const storeDelivery = (
    event: AwsEvent,
    rule: StoredRule,
    target: Target,
    now: EpochMs,
    delayMs: number,
  ): Delivery => {
    const delivery = {
      ...{ id: randomUUID(), event, rule: { name: rule.name, arn: rule.arn }, target },
      ...{ attempts: 0, acceptedAt: now, dueAt: now + delayMs },
    }
    store.putDelivery(delivery)
    return delivery
  }

  /** `again`: the same event may come a second time, and counts once. */
  const accept = (event: AwsEvent, { bus = defaultBus, again = false } = {}): void => {
    const rules = fitting(event, bus)
    options.passed?.(event, bus, rules)
    if (rules.length === 0) return
    const deliveries = store.transaction(() =>
      again && !store.accept(event.id, clock.now()) ? [] : rules.flatMap((rule) => address(event, rule)),
    )
    // What comes before the start is on disk, where the queue begins.
    if (state === 'running') for (const delivery of deliveries) queue.schedule(delivery)
  }

  const fire = (rule: StoredRule, due: EpochMs): void => {
    const detail = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} }
    const event = newEvent({ accountId, region, now: clock.now() }, detail)
    const deliveries = store.transaction(() => {
      const current = store.rule(rule.bus, rule.name)
      if (current) store.putRule({ ...current, anchor: due })
      return address(event, current ?? rule)
    })
    for (const delivery of deliveries) queue.schedule(delivery)
  }

  const schedules = new Schedules({ store, clock, fire, log: options.log })
  let noticesLater: (() => void) | undefined
  const acceptNotices = (s3: S3Store): void => {
    // What comes after the end stays in the outbox until the next start.
    if (state === 'stopped') return
    try {
      for (const { id, event } of s3.outbox.oldest(1000)) {
        accept(event as unknown as AwsEvent, { again: true })
        s3.transaction(() => s3.outbox.delete(id))
      }
    } catch (error) {
      options.log(`events of S3 wait: ${error instanceof Error ? error.message : error}`)
      noticesLater ??= clock.at(clock.now() + againAfterMs, () => {
        noticesLater = undefined
        acceptNotices(s3)
      })
    }
  }
  const eventBridge: EventBridge = {
    store,
    clock,
    accountId,
    region,
    arnPrefix: `arn:aws:events:${region}:${accountId}:`,
    buses,
    put: (event, bus) => accept(event, { bus }),
    rulesChanged() {
      listening = undefined
      if (state === 'running') schedules.plan()
    },
  }

  return {
    ...eventsDescription,
    type: 'whole',
    permissions: (request) => eventsPermissions(request, { accountId, region }),
    handle: awsJsonService({
      ...eventsDescription,
      operations,
      context: eventBridge,
      parse: (body) => inputOf({ body }),
      notImplemented: (operation) => notImplemented(`events:${operation}`),
    }),
    /** Rules that an earlier template made and this one has not are removed. */
    async deploy(stack, report = strictReport) {
      for (const { name } of stack.ofType('AWS::Events::EventBus')) buses.add(name)
      const rules = stack.ofType('AWS::Events::Rule')
      await provisionEach(rules, report, (rule) => provisionRule(eventBridge, rule))
      for (const { bus, name, template } of store.rules())
        if (template !== undefined && !rules.some((rule) => rule.name === name)) store.deleteRule(bus, name)
      eventBridge.rulesChanged()
    },
    start() {
      store.forgetAccepted(clock.now() - 24 * 60 * 60 * 1000)
      state = 'running'
      queue.start()
      schedules.plan()
    },
    rules: () => store.rules(),
    acceptNotices,
    statusChangeEvent(change) {
      const event = newEvent(
        { accountId, region, now: clock.now() },
        {
          source: 'aws.states',
          detailType: 'Step Functions Execution Status Change',
          resources: [change.executionArn],
          detail: statusChangeDetail(change),
        },
      )
      return fitting(event, defaultBus).length > 0 ? event : undefined
    },
    accept: (event) => accept(event, { again: true }),
    idle: () => queue.idle(),
    async stop() {
      state = 'stopped'
      noticesLater?.()
      schedules.stop()
      await queue.stop()
      store.close()
    },
  }
}

/** The disk may be full for a while. */
const againAfterMs = 1000

type Listening = { rule: StoredRule; fits: EventPattern }
