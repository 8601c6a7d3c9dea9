import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Problem, placeOf } from '../model/diagnostics.ts'
import { call } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import type { Diagnostic } from './editor.ts'
import { JsonEditor } from './json-editor.tsx'
import { coloured } from './json-view.tsx'

type Validation = { result: string; diagnostics: Problem[] }

/** @throws ApiError, e.g. where the endpoint does not validate */
const validate = (definition: string) =>
  call<Validation>('ValidateStateMachineDefinition', { definition, severity: 'WARNING' })

/** A definition, with what is wrong with it where it is wrong. What is tried in the editor changes nothing. */
export function DefinitionView({ text }: { text: string }) {
  const isEdited = useSignal(false)
  const edited = useSignal('')
  const validation = useSignal<Validation | undefined>(undefined)
  const problem = useSignal('')
  const pretty = laidOut(text)
  useEffect(() => {
    if (text === '') return
    validate(pretty)
      .then((answer) => {
        validation.value = answer
      })
      .catch((error: Error) => {
        problem.value = `It was not validated: ${error.message}`
      })
  }, [pretty])
  const found = validation.value?.diagnostics ?? []
  return (
    <div class="definition padded">
      <header>
        <span class={validation.value?.result === 'FAIL' && !isEdited.value ? 'bad' : 'faint'}>
          {isEdited.value ? 'What is tried here changes nothing' : problem.value || verdict(validation.value)}
        </span>
        <button
          type="button"
          class="quiet"
          aria-pressed={isEdited.value}
          onClick={() => {
            edited.value = pretty
            isEdited.value = !isEdited.value
          }}
        >
          {isEdited.value ? 'As it is' : 'Try a change'}
        </button>
        <CopyButton text={isEdited.value ? edited.value : pretty} />
      </header>
      {isEdited.value ? (
        <Tried
          text={edited.value}
          changed={(next) => {
            edited.value = next
          }}
        />
      ) : (
        <Lines text={pretty} problems={found} />
      )}
    </div>
  )
}

function verdict(validation: Validation | undefined): string {
  if (!validation) return ''
  const { result, diagnostics } = validation
  if (diagnostics.length === 0) return 'Valid'
  const count = `${diagnostics.length} ${diagnostics.length === 1 ? 'problem' : 'problems'}`
  return result === 'FAIL' ? count : `Valid, with ${count} to look at`
}

/** Each line, and behind it what is wrong there. */
function Lines({ text, problems }: { text: string; problems: readonly Problem[] }) {
  const byLine = Map.groupBy(problems, ({ location }) => lineOf(text, placeOf(text, location).from))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
    <pre class="lines" tabIndex={0}>
      {text.split('\n').map((line, index) => (
        <span key={index} class={byLine.has(index) ? 'line wrong' : 'line'}>
          {coloured(line)}
          {'\n'}
          {byLine.get(index)?.map(({ severity, code, message }) => (
            <span key={message} class={`problem ${severity === 'ERROR' ? 'bad' : 'warn'}`}>
              {code} {message}
              {'\n'}
            </span>
          ))}
        </span>
      ))}
    </pre>
  )
}

/** A definition that is tried: what is wrong with it is marked in it, and said below. */
function Tried({ text, changed }: { text: string; changed: (text: string) => void }) {
  const found = useSignal<readonly Problem[]>([])
  const check = async (tried: string): Promise<Diagnostic[]> => {
    const { diagnostics } = await validate(tried)
    found.value = diagnostics
    return diagnostics.map((problem) => ({
      ...placeOf(tried, problem.location),
      severity: problem.severity === 'ERROR' ? 'error' : 'warning',
      message: `${problem.code} ${problem.message}`,
    }))
  }
  return (
    <>
      <JsonEditor id="definition" label="Definition, to try a change" text={text} changed={changed} check={check} />
      <ol class="tried" aria-live="polite">
        {found.value.map(({ severity, code, message, location }) => (
          <li key={`${location} ${message}`} class={severity === 'ERROR' ? 'bad' : ''}>
            line {lineOf(text, placeOf(text, location).from) + 1}: {code} {message}
          </li>
        ))}
      </ol>
    </>
  )
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length - 1

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
