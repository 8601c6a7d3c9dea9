import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'
import type { Resource, StackResources } from '../../cloudformation/stack.ts'
import { fullBucket, type TokenBucket, take } from '../../endpoint/token-bucket.ts'

const KeyProperties = z.looseObject({
  Enabled: z.boolean().default(false),
  Name: z.string().optional(),
  Value: z.string().optional(),
})

const PlanProperties = z.looseObject({
  ApiStages: z.array(z.looseObject({ ApiId: z.string(), Stage: z.string() })).default([]),
  Throttle: z.looseObject({ RateLimit: z.number().optional(), BurstLimit: z.number().optional() }).optional(),
  Quota: z
    .looseObject({ Limit: z.number(), Period: z.enum(['DAY', 'WEEK', 'MONTH']), Offset: z.number().default(0) })
    .optional(),
})
type Quota = NonNullable<z.infer<typeof PlanProperties>['Quota']>

const PlanKeyProperties = z.looseObject({ KeyId: z.string(), UsagePlanId: z.string() })

export type ApiKey = { id: string; name: string; value: string }

type Use = {
  key: ApiKey
  stages: Set<string>
  bucket: TokenBucket | undefined
  quota: Quota | undefined
  used: { period: string; count: number }
}

/** Says whether a request with this key may pass now: its key, or why not. */
export type Admission = ApiKey | 'INVALID_API_KEY' | 'THROTTLED' | 'QUOTA_EXCEEDED'

/** The API keys of the stack and what their usage plans allow. */
export class UsagePlans {
  readonly keys: readonly ApiKey[]
  readonly #uses: Use[]

  /** @param keyValueOf the value of a key for which the template gives none; by its logical id */
  constructor(stack: Pick<StackResources, 'ofType'>, now: EpochMs, keyValueOf: (logicalId: string) => string) {
    const enabled = stack
      .ofType('AWS::ApiGateway::ApiKey')
      .filter(({ properties }) => KeyProperties.parse(properties).Enabled)
    const keys = new Map(enabled.map((resource) => [resource.physicalId, apiKey(resource, keyValueOf)]))
    const plans = new Map(
      stack
        .ofType('AWS::ApiGateway::UsagePlan')
        .map(({ physicalId, properties }) => [physicalId, PlanProperties.parse(properties)]),
    )

    this.keys = [...keys.values()]
    this.#uses = stack.ofType('AWS::ApiGateway::UsagePlanKey').flatMap(({ properties }) => {
      const { KeyId, UsagePlanId } = PlanKeyProperties.parse(properties)
      const [key, plan] = [keys.get(KeyId), plans.get(UsagePlanId)]
      if (!key || !plan) return []
      const { ApiStages, Throttle: { RateLimit, BurstLimit } = {}, Quota } = plan
      const bucket =
        RateLimit === undefined && BurstLimit === undefined
          ? undefined
          : fullBucket(BurstLimit ?? RateLimit ?? 0, RateLimit ?? BurstLimit ?? 0, now)
      const stages = new Set(ApiStages.map(({ ApiId, Stage }) => `${ApiId}/${Stage}`))
      return { key, stages, bucket, quota: Quota, used: { period: '', count: 0 } }
    })
  }

  admit(keyValue: string | undefined, apiId: string, stage: string, now: EpochMs): Admission {
    const use = this.#uses.find(({ key, stages }) => key.value === keyValue && stages.has(`${apiId}/${stage}`))
    if (!use) return 'INVALID_API_KEY'
    if (use.bucket && !take(use.bucket, now)) return 'THROTTLED'
    if (use.quota && !spend(use, use.quota, now)) return 'QUOTA_EXCEEDED'
    return use.key
  }
}

function apiKey({ logicalId, physicalId, properties }: Resource, keyValueOf: (logicalId: string) => string): ApiKey {
  const { Name = physicalId, Value = keyValueOf(logicalId) } = KeyProperties.parse(properties)
  return { id: physicalId, name: Name, value: Value }
}

function spend({ used }: Use, quota: Quota, now: EpochMs): boolean {
  const period = periodOf(quota, now)
  if (used.period !== period) {
    used.period = period
    used.count = 0
  }
  used.count++
  return used.count <= quota.Limit
}

/** Names the day, week or month that `now` is in, in UTC; a quota starts anew with each. */
function periodOf({ Period, Offset }: Quota, now: EpochMs): string {
  const day = Math.floor(now / 86_400_000)
  switch (Period) {
    case 'DAY':
      return `day ${day}`
    case 'WEEK':
      // 1970-01-01 was a Thursday; a week begins on Sunday, and `Offset` days later.
      return `week ${Math.floor((day + 4 - Offset) / 7)}`
    case 'MONTH':
      return `month ${new Date(now - Offset * 86_400_000).toISOString().slice(0, 7)}`
  }
}
