import * as z from 'zod/mini'
import english from 'zod/v4/locales/en.js'

// English messages: `zod` has them by itself, but is 70 KB larger and takes 10 ms longer to import than `zod/mini`. No code is
// generated for schemas: a function parses few values.
z.config({ ...english(), jitless: true })
