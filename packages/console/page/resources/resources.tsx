import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { config } from '../api.ts'
import { path } from '../location.ts'
import { Buckets } from './buckets.tsx'
import { Functions } from './functions.tsx'
import { Permissions } from './permissions.tsx'
import { Queues } from './queues.tsx'
import { Rules } from './rules.tsx'
import { Tables } from './tables.tsx'

const kinds: { name: string; label: string; View: ComponentType }[] = [
  { name: 'functions', label: 'Functions', View: Functions },
  { name: 'queues', label: 'Queues', View: Queues },
  { name: 'buckets', label: 'Buckets', View: Buckets },
  { name: 'tables', label: 'Tables', View: Tables },
  { name: 'events', label: 'Rules and events', View: Rules },
  { name: 'permissions', label: 'Denied permissions', View: Permissions },
]

/** What runs in the local region beside executions: `/resources/functions?name=…` */
export function ResourcesPage() {
  const [, , named] = path.value.split('/')
  const kind = kinds.find(({ name }) => name === named) ?? kinds[0]
  useEffect(() => {
    document.title = kind?.label ?? 'Resources'
  }, [kind])
  if (!config.value.isLocal)
    return (
      <main class="list">
        <h1>Resources</h1>
        <p class="empty">
          Only the local region tells of its resources. For those of AWS there are the consoles of AWS.
        </p>
      </main>
    )
  return (
    <main class="resources">
      <nav aria-label="Kinds of resources">
        {kinds.map(({ name, label }) => (
          <a key={name} href={`/resources/${name}`} aria-current={name === kind?.name ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      {kind && <kind.View />}
    </main>
  )
}
