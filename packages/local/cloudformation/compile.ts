import { join } from 'node:path'
import * as z from 'zod'
import { forTypeScript } from '../services/lambda/for-typescript.ts'
import type { CompiledService } from './compiled-service.ts'
import { definitionFiles } from './definition-files.ts'

/** What we use of the Serverless Framework. */
export interface Serverless {
  serviceDir: string
  configurationInput: { stepFunctions?: { stateMachines?: Record<string, { id?: string }> } }
  service: {
    provider: { versionFunctions?: boolean; compiledCloudFormationTemplate: unknown }
    custom?: Readonly<Record<string, unknown>>
    package: { individually?: boolean }
    plugins?: readonly string[] | { modules?: readonly string[] }
    layers?: Readonly<Record<string, { path?: string; package?: { artifact?: string } }>>
    getAllFunctions(): string[]
    getFunction(name: string): { package?: { artifact?: string } }
  }
  getProvider(name: 'aws'): {
    getStage(): string
    getRegion(): string
    naming: {
      getStackName(): string
      getLambdaLogicalId(name: string): string
      getLambdaLayerLogicalId(name: string): string
      getFunctionArtifactName(name: string): string
      getServiceArtifactName(): string
    }
  }
  pluginManager: {
    plugins: object[]
    getCommand(path: string[]): object
    getLifecycleEventsData(command: object): { lifecycleEventsData: LifecycleEvent[] }
    runHooks(name: string, hooks: object[]): Promise<void>
  }
}
type LifecycleEvent = { lifecycleEventName: string; hooksData: { before: object[]; at: object[]; after: object[] } }

/** These would remove the last package, and bundle and zip the functions. */
const leftOut = new Set(['package:cleanup', 'package:createDeploymentArtifacts'])

/**
 * Compiles the CloudFormation template exactly as `sls package` does, but without bundling: runs the hooks of its other events.
 * Versions of functions hash their bundles, so there are none.
 */
export async function compile(serverless: Serverless): Promise<CompiledService> {
  const { pluginManager, service, serviceDir } = serverless
  service.provider.versionFunctions = false
  nameArtifacts(serverless)
  leaveLayersOut(serverless)
  const { lifecycleEventsData } = pluginManager.getLifecycleEventsData(pluginManager.getCommand(['package']))
  for (const { lifecycleEventName, hooksData } of lifecycleEventsData) {
    if (leftOut.has(lifecycleEventName)) continue
    await pluginManager.runHooks(`before:${lifecycleEventName}`, hooksData.before)
    await pluginManager.runHooks(lifecycleEventName, hooksData.at)
    await pluginManager.runHooks(`after:${lifecycleEventName}`, hooksData.after)
  }
  const provider = serverless.getProvider('aws')
  const { naming } = provider
  return {
    serviceDir,
    stackName: naming.getStackName(),
    stage: provider.getStage(),
    region: provider.getRegion(),
    local: service.custom?.local as CompiledService['local'],
    template: service.provider.compiledCloudFormationTemplate as CompiledService['template'],
    esbuild: esbuildOptions(pluginManager.plugins) ?? (isCompiled(service.plugins) ? forTypeScript : {}),
    layers: Object.fromEntries(
      Object.entries(service.layers ?? {}).flatMap(([name, { path }]) =>
        path === undefined ? [] : [[naming.getLambdaLayerLogicalId(name), path]],
      ),
    ),
    functionIds: Object.fromEntries(service.getAllFunctions().map((name) => [name, naming.getLambdaLogicalId(name)])),
    definitionFiles: definitionFiles(serviceDir, serverless.configurationInput.stepFunctions?.stateMachines ?? {}),
  }
}

/** Serverless Framework 3 compiles no function without an artifact. Each gets the name that it would have. */
function nameArtifacts(serverless: Serverless): void {
  const { service } = serverless
  const { naming } = serverless.getProvider('aws')
  for (const name of service.getAllFunctions()) {
    const file = service.package.individually ? naming.getFunctionArtifactName(name) : naming.getServiceArtifactName()
    const definition = service.getFunction(name)
    definition.package = { artifact: join('.serverless', file), ...definition.package }
  }
}

/**
 * Layers are hashed, and compared with those of the stack in AWS. Nothing is asked of AWS here, and their folders are not zipped: any
 * file that is there does for the hash.
 */
function leaveLayersOut({ service, pluginManager }: Serverless): void {
  for (const layer of Object.values(service.layers ?? {}))
    layer.package = { artifact: import.meta.filename, ...layer.package }
  for (const plugin of pluginManager.plugins)
    if (plugin.constructor.name === 'AwsCompileLayers') Object.assign(plugin, { compareWithLastLayer: async () => {} })
}

const PluginOptions = z.looseObject({
  external: z.array(z.string()),
  exclude: z.union([z.string(), z.array(z.string())]).transform((names) => [names].flat()),
  outputFileExtension: z.string(),
  plugins: z.string('the local region takes custom.esbuild.plugins as the path of a file').optional(),
})

/** Whether another plugin than serverless-esbuild compiles the functions: then they may be written in what Node does not run. */
function isCompiled(plugins: Serverless['service']['plugins'] = []): boolean {
  const names = 'modules' in plugins ? (plugins.modules ?? []) : (plugins as readonly string[])
  return names.some((name) => /^serverless-(webpack|bundle|plugin-typescript|plugin-optimize|rollup\b.*)$/.test(name))
}

/** The options that serverless-esbuild would hand to esbuild. */
function esbuildOptions(plugins: object[]): CompiledService['esbuild'] | undefined {
  const plugin = plugins.find((candidate) => candidate.constructor.name === 'EsbuildServerlessPlugin')
  if (!plugin || !('buildOptions' in plugin)) return undefined
  const { external, exclude, outputFileExtension, ...options } = PluginOptions.parse(plugin.buildOptions)
  return {
    ...Object.fromEntries(
      Object.entries(options as CompiledService['esbuild']).filter(([name]) => !ofThePlugin.has(name)),
    ),
    external: [...external, ...exclude.filter((name) => name !== '*')],
    ...(outputFileExtension !== '.js' && { outExtension: { '.js': outputFileExtension } }),
  }
}

/** Options that esbuild would not know. @see node_modules/serverless-esbuild/dist/bundle.js */
const ofThePlugin = new Set([
  'concurrency',
  'config',
  'disposeContext',
  'installExtraArgs',
  'keepOutputDirectory',
  'nativeZip',
  'nodeExternals',
  'outputBuildFolder',
  'outputWorkFolder',
  'packagePath',
  'packager',
  'packagerOptions',
  'skipBuild',
  'skipBuildExcludeFns',
  'skipRebuild',
  'stripEntryResolveExtensions',
  'watch',
  'zipConcurrency',
])
