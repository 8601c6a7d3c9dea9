import type { Region } from '../../packages/local/region.ts'
import type { Stage } from './workflow.ts'

/** Speaks to the facade with the API key. */
export const caller =
  ({ apiUrl, apiKey }: Region): Stage['call'] =>
  async (answer, method, path, body) => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return answer.parse(JSON.parse(text))
  }
