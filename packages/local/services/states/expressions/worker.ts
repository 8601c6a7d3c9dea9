import { parentPort } from 'node:worker_threads'
import { evaluateLong, type LongExpression } from '@sfs3/asl'

// The thread of LongExpressions: one expression in, what it results in out.
parentPort?.on('message', (expression: LongExpression) => parentPort?.postMessage(evaluateLong(expression)))
