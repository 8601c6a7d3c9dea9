/** How Lambda says that a function failed. */
export type ErrorPayload = { errorType: string; errorMessage: string; trace?: string[] }

/** What the Node runtime makes of whatever was thrown: an error keeps its name, anything else is named by its type. */
export function errorPayload(thrown: unknown): ErrorPayload {
  return thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }
}

/** The function's time was up. */
export function timedOut(requestId: string, timeoutMs: number): ErrorPayload {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  }
}

/** The function ended the process that it ran in. */
export function exited(requestId: string, exitCode: number): ErrorPayload {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited ${exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`}`,
  }
}

/** The function used more memory than its `MemorySize`. */
export function outOfMemory(requestId: string): ErrorPayload {
  return {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  }
}

/** The most that a function can answer: 6 MB and some room for the envelope. */
export const maxResponseBytes = 6_291_556

export function responseTooLarge(bytes: number): ErrorPayload {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
  }
}
