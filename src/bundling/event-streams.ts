/**
 * No operation that a function calls answers with a stream of events. In the bundles this stands for the SDK's part that reads
 * them: it imports that when first used, for which esbuild would keep all of `@smithy/core` (`alias` in serverless.yml).
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
