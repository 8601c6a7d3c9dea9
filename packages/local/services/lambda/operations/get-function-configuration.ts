import { describedFunction } from './described-function.ts'
import { answer, type Operation } from './operation.ts'

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: Operation = async (_, functionName, host) =>
  answer(describedFunction(functionName, host))
