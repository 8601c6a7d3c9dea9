import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { ActionDialog } from './action-dialog.tsx'
import { startAgain } from './actions.ts'
import { call, config, type ExecutionItem, type MachineItem } from './api.ts'
import { ExecutionPage } from './execution.tsx'
import { executionKeys, stateCommands } from './execution-keys.ts'
import { history } from './execution-store.ts'
import { ExecutionsPage } from './executions.tsx'
import { ImportPage } from './import.tsx'
import { executionPath, go, machinePath, path, query, select } from './location.ts'
import { MachinePage, MachinesPage } from './machines.tsx'
import { type Command, openPalette, Palette } from './palette.tsx'
import { ResourcesPage } from './resources/resources.tsx'
import { nextTheme } from './theme.ts'

/** What `/executions/<arn>` or `/machines/<arn>` names. */
const named = (kind: string): string | undefined => {
  const [, first, arn] = path.value.split('/')
  return first === kind && arn ? decodeURIComponent(arn) : undefined
}

function Page() {
  const execution = named('executions')
  const machine = named('machines')
  if (execution !== undefined) return <ExecutionPage arn={execution} key={execution} />
  if (machine !== undefined) return <MachinePage arn={machine} key={machine} />
  if (path.value === '/executions') return <ExecutionsPage />
  if (path.value.startsWith('/resources')) return <ResourcesPage />
  if (path.value === '/open') return <ImportPage />
  if (path.value === '/file')
    return history.value.length > 0 ? <ExecutionPage arn={undefined} key="file" /> : <ImportPage />
  return <MachinesPage />
}

const allPages: { href: string; label: string; key: string }[] = [
  { href: '/', label: 'Machines', key: 'm' },
  { href: '/executions', label: 'Executions', key: 'l' },
  { href: '/resources', label: 'Resources', key: 'c' },
  { href: '/open', label: 'Open file', key: 'o' },
]

/** Only the local region tells of its resources. */
const pages = () => allPages.filter(({ href }) => href !== '/resources' || config.value.isLocal)

function Header() {
  const { endpoint, region, mayWrite } = config.value
  const isCurrent = (href: string) =>
    href === '/'
      ? path.value === '/' || path.value.startsWith('/machines')
      : path.value.startsWith(href) || (href === '/open' && path.value === '/file')
  return (
    <header class="masthead">
      <b>Step Functions</b>
      <nav>
        {pages().map(({ href, label }) => (
          <a key={href} href={href} aria-current={isCurrent(href) ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <button type="button" class="find" aria-label="Find an execution, a state, a command" onClick={() => void find()}>
        <span>Find an execution, a state, a command</span>
        <kbd>Ctrl K</kbd>
      </button>
      <span class="where">
        {endpoint?.replace(/^https?:\/\//, '') ?? 'AWS'} · {region}
        {!mayWrite && ' · read-only'}
      </span>
      <button type="button" class="quiet" aria-label="Light or dark" title="Light or dark" onClick={nextTheme}>
        ◐
      </button>
    </header>
  )
}

const isExecution = (): boolean => named('executions') !== undefined || path.value === '/file'

const keysHere = () => [
  ...(isExecution() ? executionKeys : []),
  ...(named('machines') ? [{ key: 'n', says: 'Start an execution', act: startHere }] : []),
]

function startHere(): void {
  startAgain({ stateMachineArn: named('machines') ?? '', input: '{}' })
}

async function find(): Promise<void> {
  const here: Command[] = [
    ...keysHere().map(({ key, says, act }) => ({ says, hint: key, act })),
    ...(isExecution() ? stateCommands() : []),
    ...pages().map(({ href, label, key }) => ({ says: label, hint: key, act: () => go(href) })),
    { says: 'Light or dark', hint: '', act: nextTheme },
  ]
  openPalette(here)
  const { stateMachines } = await call<{ stateMachines: MachineItem[] }>('ListStateMachines').catch(() => ({
    stateMachines: [],
  }))
  const lists = await Promise.all(
    stateMachines.slice(0, 20).map(({ stateMachineArn }) =>
      call<{ executions: ExecutionItem[] }>('ListExecutions', { stateMachineArn, maxResults: 50 }).catch(() => ({
        executions: [],
      })),
    ),
  )
  openPalette([
    ...here,
    ...stateMachines.map(({ name, stateMachineArn }) => ({
      says: name,
      hint: 'machine',
      act: () => go(machinePath(stateMachineArn)),
    })),
    ...lists
      .flatMap(({ executions }) => executions)
      .map(({ executionArn, name, status }) => ({
        says: `${executionArn.split(':')[6]} ${name}`,
        hint: status.toLowerCase(),
        act: () => go(executionPath(executionArn)),
      })),
  ])
}

function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
    event.preventDefault()
    void find()
    return
  }
  const target = event.target as HTMLElement
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
    if (event.key === 'Escape') target.blur()
    return
  }
  if (event.key === 'Escape') select({ event: undefined })
  else if (event.key === '?') void find()
  else if (event.key === '/') {
    event.preventDefault()
    if (isExecution() && query.value.get('view') !== 'events') select({ view: 'events' })
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('input[type=search]')?.focus())
  } else {
    const found = [...keysHere(), ...pages().map(({ href, key }) => ({ key, act: () => go(href) }))].find(
      ({ key }) => key === event.key,
    )
    if (!found) return
    event.preventDefault()
    found.act()
  }
}

function App() {
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <Header />
      <Page />
      <ActionDialog />
      <Palette />
    </>
  )
}

render(<App />, document.body)
