import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundles, bundleRuntime } from '../../services/lambda/bundles.ts'
import type { FunctionConfiguration } from '../../services/lambda/function-configuration.ts'

/** Functions given as the text of their modules, in a folder of their own. */
export class Functions implements Bundles {
  readonly taskRoot = mkdtempSync(join(tmpdir(), 'sfs3-functions-'))
  readonly runtimeFile = join(this.taskRoot, 'runtime.mjs')

  private constructor() {}

  static async create(): Promise<Functions> {
    const functions = new Functions()
    await bundleRuntime(functions.runtimeFile)
    return functions
  }

  /** The configuration of a function whose module is `code` and exports `handler`. */
  add(
    name: string,
    code: string,
    more: Partial<FunctionConfiguration> = {},
    extension = '.mjs',
  ): FunctionConfiguration {
    rmSync(join(this.taskRoot, `${name}.cjs`), { force: true })
    writeFileSync(join(this.taskRoot, name + extension), code)
    return {
      name,
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      handler: `${name}.handler`,
      runtime: 'nodejs24.x',
      roleName: `${name}-role`,
      memoryMb: 128,
      timeoutMs: 3000,
      variables: {},
      ...more,
    }
  }

  fileOf(handler: string): string {
    const module = join(this.taskRoot, handler.slice(0, handler.lastIndexOf('.')))
    return existsSync(`${module}.cjs`) ? `${module}.cjs` : `${module}.mjs`
  }

  /** The ARN of a layer is its folder. */
  folderOfLayer(arn: string): string {
    return arn
  }

  remove() {
    rmSync(this.taskRoot, { recursive: true })
  }
}
