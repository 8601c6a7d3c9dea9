import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { cliCommand, regionCommand } from '../index.ts'
import { type Action, answered, asked, pretty, problem } from './actions.ts'
import { askRegion, call, cliTarget, config } from './api.ts'
import { CopyButton } from './copy-button.tsx'
import { EarlierInputs } from './earlier-inputs.tsx'
import { JsonEditor } from './json-editor.tsx'
import { JsonView } from './json-view.tsx'
import { unfolded } from './unfolded.ts'

const filled = (input: Record<string, string>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''))

/** The command that does the same. */
function commandOf({ operation, input, ofRegion }: Action): string {
  const made = { operation, input: filled(input) }
  return ofRegion ? regionCommand(made, config.value.endpoint ?? '') : cliCommand(made, cliTarget())
}

/** Asks once, shows the call, and does it. */
export function ActionDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const busy = useSignal(false)
  const action = asked.value
  useEffect(() => {
    if (action && !dialog.current?.open) dialog.current?.showModal()
  }, [action])
  const close = () => {
    dialog.current?.close()
    asked.value = undefined
  }
  const act = async () => {
    if (!action || busy.value) return
    busy.value = true
    try {
      const answer = action.ofRegion
        ? await askRegion('SkipToNextTimer', filled(action.input)).then(() => ({}))
        : await call<Record<string, string>>(action.operation, filled(action.input))
      problem.value = ''
      if (action.shows) answered.value = JSON.stringify(unfolded(answer))
      else close()
      action.done?.(answer)
    } catch (error) {
      problem.value = `${(error as Error).name}: ${(error as Error).message}`
    } finally {
      busy.value = false
    }
  }
  const set = (name: string, value: string) => {
    if (action) asked.value = { ...action, input: { ...action.input, [name]: value } }
  }
  const badJson = action?.fields.find(({ name, json }) => json && !isJson(action.input[name] ?? ''))
  const command = action && commandOf(action)
  return (
    <dialog ref={dialog} onClose={close} aria-label={action?.title ?? 'Action'}>
      {action && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act()
          }}
        >
          <h2>{action.title}</h2>
          <p>{action.says}</p>
          {action.fields.map(({ name, label, json }) => (
            <label key={name} for={`field-${name}`}>
              <span>{label}</span>
              {json ? (
                <JsonEditor
                  id={`field-${name}`}
                  label={label}
                  text={action.input[name] ?? ''}
                  changed={(text) => set(name, text)}
                />
              ) : (
                <input
                  id={`field-${name}`}
                  value={action.input[name]}
                  onInput={({ currentTarget }) => set(name, currentTarget.value)}
                />
              )}
            </label>
          ))}
          {action.operation === 'StartExecution' && (
            <EarlierInputs
              stateMachineArn={action.input.stateMachineArn ?? ''}
              chosen={(input) => set('input', pretty(input))}
            />
          )}
          {badJson && <p class="bad">{badJson.label} is not JSON.</p>}
          {problem.value && <p class="bad">{problem.value}</p>}
          {answered.value && <JsonView title="Answer" text={answered.value} />}
          <div class="command">
            <code>{command}</code>
            <CopyButton text={command ?? ''} label={action.ofRegion ? 'Copy as curl' : 'Copy as AWS CLI'} />
          </div>
          <div class="acts">
            <button type="button" onClick={close}>
              Cancel <kbd>Esc</kbd>
            </button>
            <button
              type="submit"
              class={`primary ${action.danger ? 'danger' : ''}`}
              disabled={badJson !== undefined || busy.value}
            >
              {action.button}
            </button>
          </div>
        </form>
      )}
    </dialog>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
