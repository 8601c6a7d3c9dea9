/**
 * The endpoint of Step Functions as it was named; `undefined` means AWS.
 * @throws Error for what is no http or https URL
 */
export function readEndpoint(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.replace(/\/$/, '')
  throw new Error(`the endpoint must be a URL such as http://127.0.0.1:4566, and is ${text}`)
}

/** On this machine, so nobody else's. */
export function isLoopback(endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false
  const { hostname } = new URL(endpoint)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
