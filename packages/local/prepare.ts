/** After an installation: compiles once, so that the first start finds the caches that later ones leave it. */
import { compileService } from './cloudformation/compiler.ts'

await compileService(process.cwd())
