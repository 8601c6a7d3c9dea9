import type { Json } from '@sfs3/asl'

/** What stands in for the other plugins that compile functions, e.g. serverless-webpack: packages stay where they are. */
export const forTypeScript: Readonly<Record<string, Json>> = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  packages: 'external',
  keepNames: true,
  sourcemap: true,
  outExtension: { '.js': '.cjs' },
}
