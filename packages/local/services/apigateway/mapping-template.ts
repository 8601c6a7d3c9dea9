import { findPath, type Json, type JsonObject } from '@sfs3/asl'
import { Compile, parse } from 'velocityjs'

/** What a template may look at. */
export type TemplateInput = {
  /** Of the request, or of what the integration answered. */
  body: string
  parameters: { header: Record<string, string>; querystring: Record<string, string>; path: Record<string, string> }
  context: JsonObject
  stageVariables: Record<string, string>
}

/** A template that cannot be rendered, in one line. */
export class TemplateFailed extends Error {
  override readonly name = 'TemplateFailed'
}

/**
 * Renders a mapping template: `$input`, `$context`, `$stageVariables` and `$util` as API Gateway has them.
 * @throws TemplateFailed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function renderTemplate(template: string, input: TemplateInput): string {
  try {
    const compiled = new Compile(parse(template), { escape: false })
    return String(
      compiled.render({ input: inputOf(input), context: input.context, stageVariables: input.stageVariables, util }),
    )
  } catch (error) {
    throw new TemplateFailed(
      `its mapping template fails: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`,
    )
  }
}

function inputOf({ body, parameters }: TemplateInput) {
  const { header, querystring, path } = parameters
  const at = (jsonPath: string): Json | undefined => valueAt(body, jsonPath)
  return {
    body,
    path: (jsonPath: string) => at(jsonPath) ?? '',
    json: (jsonPath: string) => JSON.stringify(at(jsonPath) ?? ''),
    params(name?: string) {
      if (name === undefined) return parameters
      const [, ofHeader] = Object.entries(header).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? []
      return path[name] ?? querystring[name] ?? ofHeader ?? ''
    },
  }
}

/** A body that is no JSON is a text; one that is empty an empty object. */
function valueAt(body: string, jsonPath: string): Json | undefined {
  let document: Json
  try {
    document = body === '' ? {} : JSON.parse(body)
  } catch {
    document = body
  }
  return jsonPath === '$'
    ? document
    : findPath(jsonPath, { data: document, context: {}, variables: {}, random: () => 0, now: 0 })
}

const util = {
  /** AWS escapes single quotes, too, which is no JSON: templates for it take that back. */
  escapeJavaScript: (text: unknown) => JSON.stringify(String(text ?? '')).slice(1, -1),
  parseJson: (text: string): unknown => JSON.parse(text),
  urlEncode: (text: unknown) => encodeURIComponent(String(text)).replaceAll('%20', '+'),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString(),
}
