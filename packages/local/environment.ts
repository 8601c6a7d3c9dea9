import type { Json } from '@sfs3/asl'
import type { Stack } from './cloudformation/stack.ts'
import { TemplateError } from './cloudformation/template.ts'
import { type PlannedCompanion, urlOf } from './companions.ts'

/** What options may refer to besides the stack. */
export type LocalValues = {
  apiUrl: string
  awsUrl: string
  apiKey: string | undefined
  companions: readonly PlannedCompanion[]
}

/**
 * A text under `custom.local` with its intrinsic functions resolved: those of the template, `Local::ApiUrl`, `Local::ApiKey`,
 * `Local::AwsUrl`, and of a companion `<name>.Url` and `<name>.Port`.
 * @param option where it stands, for the error
 * @throws TemplateError that names the option
 */
export function resolveText(option: string, value: Json, stack: Stack, local: LocalValues): string {
  const refs = { 'Local::ApiUrl': local.apiUrl, 'Local::ApiKey': local.apiKey ?? '', 'Local::AwsUrl': local.awsUrl }
  const attributes = Object.fromEntries(
    local.companions.map((one) => [one.name, { Url: urlOf(one) ?? '', Port: String(one.port ?? '') }]),
  )
  const resolved = within(option, () => stack.evaluate(value, { refs, attributes }))
  if (resolved === null || typeof resolved === 'object')
    throw new TemplateError(`custom.local.${option} must be a text, not ${JSON.stringify(resolved)}`)
  return String(resolved)
}

/** For shells and companions: where the API and the AWS endpoint are, what `custom.local.env` says, and where companions listen. */
export function environmentOf(
  env: Readonly<Record<string, Json>>,
  { hasApi, httpApiUrl, ...local }: LocalValues & { hasApi: boolean; httpApiUrl?: string | undefined },
  stack: Stack,
): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, resolveText(`env.${name}`, value, stack, local)]),
  )
  const urls = local.companions.flatMap((companion) => {
    const url = urlOf(companion)
    return url === undefined ? [] : [[`${companion.name.toUpperCase().replaceAll(/\W/g, '_')}_URL`, url]]
  })
  return {
    ...(hasApi && { API_URL: local.apiUrl }),
    ...(httpApiUrl !== undefined && { HTTP_API_URL: httpApiUrl }),
    ...own,
    ...(local.apiKey !== undefined && { APIKEY: local.apiKey }),
    AWS_ENDPOINT_URL: local.awsUrl,
    ...Object.fromEntries(urls),
    ...own, // What the service says wins.
  }
}

function within<T>(option: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateError(`custom.local.${option}: ${error.message}`) : error
  }
}
