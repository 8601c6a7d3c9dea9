import { inspectorAddress } from './debugging/inspector.ts'
import type { Region } from './region.ts'

/**
 * What is printed when the region is ready: where everything listens and which file says so, then what the service says in `custom.local.welcome`, or
 * else its routes.
 */
export function welcome(
  region: Region,
  { tookMs, environmentFile }: { tookMs: number; environmentFile: string },
): string {
  const { awsUrl, companions } = region
  const addresses = [
    ...apiAddresses(region),
    ['AWS', `${awsUrl}   (aws --endpoint-url ${awsUrl} stepfunctions list-executions …)`],
    ...Object.entries(companions).filter(([, url]) => url !== ''),
    ...debuggerAddress(),
  ]
  const width = Math.max(9, ...addresses.map(([name = '']) => name.length + 1))
  const said = (region.welcome ?? routes(region)).trimEnd()
  return [
    '',
    ...addresses.map(([name = '', address]) => `  ${name.padEnd(width)} ${address}`),
    '',
    ...(said === '' ? [] : [...said.split('\n').map((line) => `  ${line}`.trimEnd()), '']),
    `ready in ${(tookMs / 1000).toFixed(1)} s; the same in ${environmentFile}; Ctrl-C stops it`,
    '',
  ].join('\n')
}

function debuggerAddress(): [string, string][] {
  const address = inspectorAddress()
  return address === undefined ? [] : [['Debugger', `${address}   (for VS Code and others to attach)`]]
}

function apiAddresses({ apiUrl, apiKey, services }: Region): [string, string][] {
  const { apis, httpApis } = services.apiGateway
  if (apis.length + httpApis.length === 0) return []
  return [['API', apiUrl], ...(apiKey === '' ? [] : [['API key', apiKey] satisfies [string, string]])]
}

/** `POST http://127.0.0.1:3000/dev/jobs`, and whether it asks for the key. */
function routes({ apiUrl, services }: Region): string {
  const methods = services.apiGateway.apis
    .flatMap((api) => api.methods)
    .filter(({ httpMethod }) => httpMethod !== 'OPTIONS')
  const rest = methods.map(
    ({ httpMethod, resourcePath, apiKeyRequired }) =>
      `${httpMethod.padEnd(6)} ${apiUrl}${resourcePath}${apiKeyRequired ? '   (x-api-key)' : ''}`,
  )
  const { origin } = new URL(apiUrl)
  const http = services.apiGateway.httpApis
    .flatMap((api) => api.routes)
    .map(({ routeKey, httpMethod, resourcePath }) =>
      routeKey === '$default' ? `ANY    ${origin}/…` : `${httpMethod.padEnd(6)} ${origin}${resourcePath}`,
    )
  return [...rest, ...http].join('\n')
}
