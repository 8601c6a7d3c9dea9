/**
 * No operation that a function calls answers with a stream of events. In the bundles this stands for the SDK's part that reads
 * them: it imports that when first used, for which esbuild would keep all of `@smithy/core` (`alias` in serverless.yml).
 */
export const resolveEventStreamSerdeConfig = <Config>(config: Config) => config
export const eventStreamSerdeProvider = () => undefined
export class EventStreamSerde {
  constructor() {
    throw new Error('streams of events are left out of the bundles')
  }
}
