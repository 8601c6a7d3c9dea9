import * as z from 'zod/mini'
import english from 'zod/v4/locales/en.js'

// `zod` speaks English by itself, but adds 70 KB and 10 ms to every function. Nor is code made for each schema before it parses:
// a function parses few values.
z.config({ ...english(), jitless: true })
