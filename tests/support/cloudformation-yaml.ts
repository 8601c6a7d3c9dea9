import { readFileSync } from 'node:fs'
import { Template } from '@sfs3/local/testing'
import { Pair, parseDocument, visit, YAMLMap } from 'yaml'

/** Reads a CloudFormation template in YAML, where `!Sub x` is short for `{"Fn::Sub": x}`. */
export function readTemplate(file: string): Template {
  const document = parseDocument(readFileSync(file, 'utf8'), { logLevel: 'error' })
  visit(document, {
    Node: (_key, node) => {
      const name = node.tag?.match(/^!(\w+)$/)?.[1]
      if (name === undefined) return undefined
      delete node.tag
      const longForm = new YAMLMap()
      longForm.items.push(new Pair(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, node))
      return longForm
    },
  })
  return Template.parse(document.toJS())
}
