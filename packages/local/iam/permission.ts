/** One thing that a request needs to be allowed. `context` are the condition keys that its policies may ask about. */
export type Permission = {
  action: string
  resource: string
  context?: Readonly<Record<string, string | readonly string[]>>
}
