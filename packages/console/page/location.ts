import { computed, signal } from '@preact/signals'

/** Everything that is looked at is in the URL, so that a URL shows the same to someone else. */
const href = signal(window.location.href)
window.addEventListener('popstate', () => {
  href.value = window.location.href
})

const url = computed(() => new URL(href.value))
export const path = computed(() => url.value.pathname)
export const query = computed(() => url.value.searchParams)

/** Shows another page. */
export function go(to: string): void {
  window.history.pushState(null, '', to)
  href.value = window.location.href
  window.scrollTo(0, 0)
}

/** Selects something on this page: `undefined` and '' take a name out of the URL. The browser's Back goes to the page before. */
export function select(names: Readonly<Record<string, string | number | undefined>>): void {
  const next = new URL(href.value)
  for (const [name, value] of Object.entries(names)) {
    if (value === undefined || value === '') next.searchParams.delete(name)
    else next.searchParams.set(name, String(value))
  }
  window.history.replaceState(null, '', next)
  href.value = next.href
}

export const executionPath = (arn: string): string => `/executions/${encodeURIComponent(arn)}`
export const machinePath = (arn: string): string => `/machines/${encodeURIComponent(arn)}`

/** The execution of an item of a distributed Map, which knows its siblings and where it came from. */
export function childPath(arn: string, mapRun: string, parent: string | undefined): string {
  const from = new URLSearchParams({ mapRun, ...(parent !== undefined && { parent }) })
  return `${executionPath(arn)}?${from}`
}

/** Links of this page need no reload. */
document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest?.('a[href^="/"]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  go(link.getAttribute('href') ?? '/')
})
