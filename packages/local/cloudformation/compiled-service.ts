import * as z from 'zod'
import { Template } from './template.ts'

/** The service as `sls package` compiles it, and what the region needs to know besides. */
export const CompiledService = z.object({
  serviceDir: z.string(),
  stackName: z.string(),
  stage: z.string(),
  /** `provider.region`, or what `--region` says. */
  region: z.string(),
  template: Template,
  /** esbuild's own options out of `custom.esbuild`, with the defaults of serverless-esbuild; none when nothing bundles the functions. */
  esbuild: z.record(z.string(), z.json()),
  /** The logical id of each function by its name in serverless.yml. */
  functionIds: z.record(z.string(), z.string()),
  /** The folder of each layer, from that of the service, by logical id. */
  layers: z.record(z.string(), z.string()).optional(),
  /** The file that defines each state machine, by logical id. */
  definitionFiles: z.record(z.string(), z.string()),
  /** What stands under `custom.local`. */
  local: z.json().optional(),
  /** What it was compiled from, if that can be told. */
  fingerprint: z.string().optional(),
})
export type CompiledService = z.infer<typeof CompiledService>
