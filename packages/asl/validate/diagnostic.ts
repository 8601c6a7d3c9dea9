/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
export type Diagnostic = {
  severity: 'ERROR' | 'WARNING'
  code: DiagnosticCode
  message: string
  /** Where: `/States/Wait/Seconds`; a position in the text when it is not JSON; absent for a whole workflow's graph. */
  location?: string
}

export type DiagnosticCode =
  | 'MISSING_DESCRIPTION'
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_END_STATE'
  | 'MISSING_TRANSITION_TARGET'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_STATE_NAME'
  | 'INVALID_LABEL_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'RESERVED_VARIABLE_NAME'
  | 'INVALID_VARIABLE_NAME'
  | 'DUPLICATE_VARIABLE_NAME'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC'

/** What CreateStateMachine answers for a definition with errors: all of them in one line. */
export function invalidDefinitionMessage(diagnostics: Diagnostic[]): string {
  const problems = diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`)
  return `Invalid State Machine Definition: '${problems.join(', ')}'`
}
