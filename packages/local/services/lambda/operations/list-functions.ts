import { describedFunction } from './described-function.ts'
import { answer, type Operation } from './operation.ts'

/** All of them on one page. @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions: Operation = async (_request, _functionName, host) =>
  answer({ Functions: host.functions.map(({ name }) => describedFunction(name, host)) })
