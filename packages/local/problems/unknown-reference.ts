import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { TemplateError } from '../cloudformation/template.ts'
import { closestName } from './closest-name.ts'
import { placeOf } from './template-sources.ts'

/** What `!Ref` or `!GetAtt` names and is not there: with where it is written and what may have been meant. Others stay as they are. */
export function unknownReference(error: unknown, { serviceDir, template, functionIds }: CompiledService): unknown {
  if (!(error instanceof TemplateError)) return error
  const [, name] = /there is no resource or parameter (\w+)$/.exec(error.message) ?? []
  if (name === undefined) return error
  const closest = closestName(name, [...Object.keys(template.Resources), ...Object.keys(functionIds)])
  const place = placeOf(new RegExp(`\\b${name}\\b`), serviceDir)
  const meant = closest === undefined ? '' : `. Did you mean ${closest}?`
  return new TemplateError(`${place === undefined ? '' : `${place}: `}${error.message}${meant}`, { cause: error })
}
