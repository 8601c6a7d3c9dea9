/**
 * No operation that a function calls answers with a stream of events. In bundles this replaces the part of the SDK that reads
 * such streams: the SDK imports it when first used, and for that `import()` esbuild keeps all of `@smithy/core` (`alias` in
 * serverless.yml).
 */
export function resolveEventStreamSerdeConfig<Config>(config: Config) {
  return config
}
export function eventStreamSerdeProvider() {
  return undefined
}
export class EventStreamSerde {
  constructor() {
    throw new Error('streams of events are left out of the bundles')
  }
}
