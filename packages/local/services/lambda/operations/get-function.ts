import { describedFunction } from './described-function.ts'
import { answer, type Operation } from './operation.ts'

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: Operation = async (_, functionName, host) =>
  answer({ Configuration: describedFunction(functionName, host), Code: { RepositoryType: 'local' } })
