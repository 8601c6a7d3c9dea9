import { parseMachine, variableReferences } from '@sfs3/asl'
import type { Revision } from '../store/state-machines.ts'

/** The members of DescribeStateMachine's answer that a revision decides. */
export function describeRevision({ definition, roleArn, revisionId, logging, tracing }: Revision) {
  const references = variableReferences(parseMachine(JSON.parse(definition)))
  return {
    definition,
    roleArn,
    loggingConfiguration: JSON.parse(logging) as object,
    tracingConfiguration: JSON.parse(tracing) as object,
    ...(revisionId !== undefined && { revisionId }),
    ...(Object.keys(references).length > 0 && { variableReferences: references }),
  }
}
