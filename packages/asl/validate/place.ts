import type { QueryLanguage } from '../definition.ts'
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts'

export type MachineType = 'STANDARD' | 'EXPRESS'

/** What holds where a place is. */
export type Scope = {
  machineType: MachineType
  /** The query language of the state that it belongs to. */
  language: QueryLanguage
  /** Fields of `$states` that JSONata has here besides `input` and `context`. */
  states: readonly ('result' | 'errorOutput')[]
}

/** A place in a definition, where problems can be reported. */
export class Place {
  readonly path: string
  readonly scope: Scope
  readonly #diagnostics: Diagnostic[]

  constructor(path: string, scope: Scope, diagnostics: Diagnostic[]) {
    this.path = path
    this.scope = scope
    this.#diagnostics = diagnostics
  }

  child(name: string): Place {
    return new Place(`${this.path}/${name}`, this.scope, this.#diagnostics)
  }

  item(index: number): Place {
    return new Place(`${this.path}[${index}]`, this.scope, this.#diagnostics)
  }

  with(change: Partial<Scope>): Place {
    return new Place(this.path, { ...this.scope, ...change }, this.#diagnostics)
  }

  /** What is there does not have the form that the language asks for. */
  malformed(message: string): void {
    this.error('SCHEMA_VALIDATION_FAILED', message)
  }

  error(code: DiagnosticCode, message: string): void {
    this.#report('ERROR', code, message)
  }

  warn(code: DiagnosticCode, message: string): void {
    this.#report('WARNING', code, message)
  }

  /** The workflow has no end: the one problem for which AWS gives no location. */
  endless(): void {
    this.#diagnostics.push({ severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' })
  }

  #report(severity: Diagnostic['severity'], code: DiagnosticCode, message: string): void {
    this.#diagnostics.push({ severity, code, message, location: this.path === '' ? '/' : this.path })
  }
}
