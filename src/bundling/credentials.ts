import { fromEnv } from '@aws-sdk/credential-provider-env'

/**
 * Lambda hands a function the credentials of its role in the environment. In the bundles this stands for the SDK's default
 * chain, which would look into nine more places and add 110 KB to each (`alias` in serverless.yml).
 */
export function defaultProvider() {
  return fromEnv()
}
