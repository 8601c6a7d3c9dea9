/**
 * Why a text is no JSON, in the words of the parser that AWS uses (Jackson); undefined when it is.
 * Only the common mistakes have exactly its words.
 */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch {
    const [, token] = /^\s*([A-Za-z_$][\w$]*)/.exec(text) ?? []
    if (token !== undefined && !['null', 'true', 'false'].includes(token))
      return `Unrecognized token '${token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
    const [, character] = /^\s*\{\s*([^"\s}])/.exec(text) ?? []
    if (character !== undefined) {
      const code = character.charCodeAt(0)
      return `Unexpected character ('${character}' (code ${code})): was expecting double-quote to start field name`
    }
    return 'Unexpected end-of-input or character'
  }
}
