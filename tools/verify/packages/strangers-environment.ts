/** The shell of someone who has npm, and has not heard of this repository. */
export function strangersEnvironment(): Record<string, string> {
  const ours =
    /^(npm_(?!config_)|npm_config_(node_options|local_prefix)$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|INIT_CWD$|AWS_|SFS3_)/i
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name)) as [string, string][]
  return { ...Object.fromEntries(kept), PATH: path.join(':') }
}
