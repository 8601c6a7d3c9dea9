import * as z from 'zod/mini'
import english from 'zod/v4/locales/en.js'

// `zod` speaks English by itself. It would also add 70 KB and 10 ms to every function.
z.config(english())
