// After an installation: compiles the service once, so that the first start finds the caches that later ones leave it.
try {
  const { compileService } = await import('../packages/local/cloudformation/compiler.ts')
  await compileService(process.cwd())
} catch (error) {
  const [reason] = String(error.message).split('\n')
  console.warn(`sfs3: not compiled ahead, so the first start takes some seconds longer: ${reason}`)
}
