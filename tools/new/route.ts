import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { camel, NotMade, named, pascal } from './names.ts'
import { type Addition, read, refusePath, refuseWhatIsThere, workflowFile } from './project.ts'
import { inExercise, withFunction, withRole } from './step.ts'
import { readingRoute } from './templates/reading-route.ts'
import { role } from './templates/resources.ts'

/**
 * Makes a route of a workflow that reads process data.
 * @throws NotMade if something of that name is there
 */
export function newRoute(root: string, workflow: string | undefined, name: string | undefined): Addition {
  const file = workflowFile(root, named('workflow', workflow))
  const route = named('route', name)
  const created = readingRoute(route)
  refuseWhatIsThere(root, Object.keys(created), [camel(route)], 'call the route something else.')
  refusePath(root, route, 'call the route something else.')
  const rolesFile = `resources/${workflow}/roles.yaml`
  if (!existsSync(join(root, rolesFile)))
    throw new NotMade(`${workflow} has no ${rolesFile} to put the role of the route into: choose another workflow.`)

  return {
    created,
    changed: {
      [file]: withFunction(
        read(root, file),
        `  ${camel(route)}:
    handler: src/facade/routes/${route}.handler
    events:
      - http: { method: get, path: ${route}, private: true }
`,
      ),
      [rolesFile]: withRole(read(root, rolesFile), role(pascal(route), camel(route), listing)),
      ...inExercise(root, workflow as string, (text) =>
        text
          .replace('roles: /^(', `roles: /^(${pascal(route)}|`)
          .replace(/async run\(\{/, 'async run({ answered,')
          .replace('answered, answered,', 'answered,')
          .replace(/\n {2}\},\n\}\n$/, `\n    await answered(404, 'GET', '/${route}?transactionId=nobody')\n  },\n}\n`),
      ),
    },
  }
}

const listing = `              - Effect: Allow
                Action: s3:ListBucket
                Resource: !GetAtt DataBucket.Arn
                Condition: { StringLikeIfExists: { s3:prefix: processes/* } }
`
