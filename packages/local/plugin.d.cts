/** The plugin of the Serverless Framework: `plugins: ['@sfs3/local']` adds the command `sls local`. */
declare class LocalRegion {
  constructor(serverless: object, options: { out?: string })
  readonly commands: object
  readonly hooks: Record<string, () => Promise<void>>
}
export = LocalRegion
