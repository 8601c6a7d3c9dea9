import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Step } from '../../src/step.ts'
import { functionsOf } from '../new/project.ts'
import { variablesOf } from './wiring.ts'

/** A step, the file that it is in, and the name by which others import it, if it has one. */
export type StepInFile = { step: Pick<Step, 'needs' | 'adds'>; file: string; text: string; name: string | undefined }

/** The steps of a service by the names of their functions. Their modules are imported, and get made-up settings. */
export async function stepsOf(root: string): Promise<Map<string, StepInFile>> {
  const steps = new Map<string, StepInFile>()
  for (const [key, { handler }] of functionsOf(root)) {
    const file = handler.replace(/\.\w+$/, '.ts')
    const text = readFileSync(join(root, file), 'utf8')
    if (!text.includes('onLambda(')) continue
    for (const variable of [...variablesOf(text), 'DATA_BUCKET']) process.env[variable] ??= 'none'
    const module: Record<string, unknown> = await import(pathToFileURL(resolve(root, file)).href)
    const step = isHandler(module.handler) ? module.handler.step : undefined
    if (!step) continue
    const [name] = Object.entries(module).find(([, value]) => value === step) ?? []
    steps.set(key, { step, file, text, name })
  }
  return steps
}

const isHandler = (value: unknown): value is { step: Step } => typeof value === 'function' && 'step' in value
