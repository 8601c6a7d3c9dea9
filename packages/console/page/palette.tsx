import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export type Command = { says: string; hint: string; act: () => unknown }

const open = signal<readonly Command[] | undefined>(undefined)

/** Lets the reader choose one of these by typing part of it. */
export function openPalette(commands: readonly Command[]): void {
  open.value = commands
}

const shownCommands = 12

export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null)
  const typed = useSignal('')
  const at = useSignal(0)
  const commands = open.value
  useEffect(() => {
    if (!commands) return
    typed.value = ''
    at.value = 0
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [commands])
  const words = typed.value.toLowerCase().split(/\s+/).filter(Boolean)
  const found = (commands ?? [])
    .filter(({ says, hint }) => words.every((word) => `${says} ${hint}`.toLowerCase().includes(word)))
    .slice(0, shownCommands)
  const close = () => {
    dialog.current?.close()
    open.value = undefined
  }
  const choose = (command: Command | undefined) => {
    close()
    command?.act()
  }
  return (
    <dialog ref={dialog} class="palette" onClose={close} aria-label="Find">
      {commands && (
        <>
          <input
            type="search"
            aria-label="Find an execution, a state, a command"
            placeholder="Find an execution, a state, a command"
            value={typed.value}
            onInput={({ currentTarget }) => {
              typed.value = currentTarget.value
              at.value = 0
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') at.value = Math.min(found.length - 1, at.value + 1)
              else if (event.key === 'ArrowUp') at.value = Math.max(0, at.value - 1)
              else if (event.key === 'Enter') choose(found[at.value])
              else return
              event.preventDefault()
            }}
          />
          <ul>
            {found.map((command, index) => (
              <li key={`${command.hint}${command.says}`}>
                <button type="button" class={index === at.value ? 'at' : ''} onClick={() => choose(command)}>
                  <span>{command.says}</span>
                  <span class="faint">{command.hint}</span>
                </button>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p class="empty">Nothing fits.</p>}
        </>
      )}
    </dialog>
  )
}
