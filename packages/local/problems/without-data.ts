/** So much of a message is enough to know what it is about. */
const mostCharacters = 300

/**
 * The first line of what an error says, without the values that it may quote: an error's message and the cause of a Fail state may
 * hold what the execution works on, and secrets. Names stay: `Cannot read properties of undefined (reading 'amount')`.
 */
export function withoutData(message: string): string {
  const [line = ''] = message.split('\n')
  const without = line
    .replace(/\{.*\}/g, '{…}')
    .replace(/\[[^\]]*["\d][^\]]*\]/g, '[…]')
    .replace(/(["'`])((?:(?!\1).)*)\1/g, (quoted, mark: string, text: string) =>
      isName(text) || /^arn:[\w:/.*-]+$/.test(text) ? quoted : `${mark}…${mark}`,
    )
    .replace(/(?<![\w:/.-])(?=\w*\d)[\w+/=]{32,}(?![\w-])/g, '…')
  return without.length > mostCharacters ? `${without.slice(0, mostCharacters)}…` : without
}

/** The name of a field, a state, a file or a path into data: what a program calls things, not what it works on. */
const isName = (text: string) => /^[A-Za-z_$][\w$.[\]*/ -]{0,60}$/.test(text) && !/\d{4,}/.test(text)
