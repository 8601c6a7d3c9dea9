/** Functions without a region around them: bundled as for a deployment, run in worker threads. */
export { realClock } from '../clock/real-clock.ts'
export { Bundler } from '../services/lambda/bundles.ts'
export { withPlugins } from '../services/lambda/esbuild-plugins.ts'
export { LambdaHost } from '../services/lambda/host.ts'
export { dropLogs } from '../services/lambda/logs.ts'
