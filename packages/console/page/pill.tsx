const words: Readonly<Record<string, string>> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  ABORTED: 'Aborted',
  CAUGHT: 'Caught',
  PENDING_REDRIVE: 'Pending redrive',
}

/** A status, in the one colour that stands for it. */
export function Pill({ status }: { status: string }) {
  return <span class={`pill ${tone(status)}`}>{words[status] ?? status}</span>
}

/** The CSS class of a status: colour is for status alone. */
export function tone(status: string): string {
  if (status === 'SUCCEEDED') return 'ok'
  if (status === 'RUNNING') return 'run'
  if (status === 'FAILED' || status === 'TIMED_OUT') return 'bad'
  if (status === 'CAUGHT' || status === 'WAITING') return 'wait'
  return 'dim'
}
