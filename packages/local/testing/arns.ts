import { accountId, region } from './account-region.ts'

/** The role of the state machines that a test creates. */
export const roleArn = `arn:aws:iam::${accountId}:role/states`
export function functionArn(name: string) {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`
}
