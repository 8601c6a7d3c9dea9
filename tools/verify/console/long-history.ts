/** A history of a loop of Pass states with about that many events, as `get-execution-history` writes it. */
export function longHistory(count: number): { events: object[] } {
  const began = Date.UTC(2026, 0, 1)
  const at = (id: number) => new Date(began + id * 20).toISOString()
  const events: object[] = [
    {
      id: 1,
      previousEventId: 0,
      type: 'ExecutionStarted',
      timestamp: at(1),
      executionStartedEventDetails: { input: '{}' },
    },
  ]
  while (events.length < count - 1) {
    const id = events.length + 1
    const name = `state ${((id - 2) / 2) % 12}`
    const output = JSON.stringify({ turn: id, note: 'what a state hands on' })
    events.push(
      {
        id,
        previousEventId: id - 1,
        type: 'PassStateEntered',
        timestamp: at(id),
        stateEnteredEventDetails: { name, input: '{}' },
      },
      {
        id: id + 1,
        previousEventId: id,
        type: 'PassStateExited',
        timestamp: at(id + 1),
        stateExitedEventDetails: { name, output },
      },
    )
  }
  const id = events.length + 1
  events.push({
    id,
    previousEventId: id - 1,
    type: 'ExecutionSucceeded',
    timestamp: at(id),
    executionSucceededEventDetails: { output: '{}' },
  })
  return { events }
}
