/** Where a method is: `GET` or `ANY`, and `/open/{name}`. */
type Place = { httpMethod: string; resourcePath: string }

export type Match<M> = { method: M; pathParameters: Record<string, string> }

type Node<M> = {
  literals: Map<string, Node<M>>
  parameter?: { name: string; node: Node<M> }
  /** `{proxy+}` takes the rest of the path. */
  greedy?: { name: string; node: Node<M> }
  methods: Map<string, M>
}

/**
 * Finds methods by path. A literal part goes before `{parameter}`, and that before `{proxy+}`; a method before `ANY`.
 */
export class Routes<M extends Place> {
  readonly #root: Node<M> = emptyNode()

  constructor(methods: readonly M[]) {
    for (const method of methods) {
      let node = this.#root
      for (const part of partsOf(method.resourcePath)) node = childFor(node, part)
      node.methods.set(method.httpMethod, method)
    }
  }

  /** `path` is as it was sent: still encoded, without the stage and the query. */
  find(httpMethod: string, path: string): Match<M> | undefined {
    return find(this.#root, partsOf(path), httpMethod, {})
  }
}

function find<M>(
  node: Node<M>,
  parts: readonly string[],
  httpMethod: string,
  pathParameters: Record<string, string>,
): Match<M> | undefined {
  const [part, ...rest] = parts
  if (part === undefined) {
    const method = node.methods.get(httpMethod) ?? node.methods.get('ANY')
    return method && { method, pathParameters }
  }
  const { literals, parameter, greedy } = node
  const literal = literals.get(decoded(part))
  return (
    (literal && find(literal, rest, httpMethod, pathParameters)) ??
    (parameter && find(parameter.node, rest, httpMethod, { ...pathParameters, [parameter.name]: decoded(part) })) ??
    (greedy && find(greedy.node, [], httpMethod, { ...pathParameters, [greedy.name]: parts.map(decoded).join('/') }))
  )
}

function childFor<M>(node: Node<M>, part: string): Node<M> {
  const [, name, plus] = part.match(/^\{([^}+]+)(\+)?\}$/) ?? []
  if (name === undefined) {
    const child = node.literals.get(part) ?? emptyNode()
    node.literals.set(part, child)
    return child
  }
  const type = plus ? 'greedy' : 'parameter'
  const child = node[type] ?? { name, node: emptyNode() }
  node[type] = child
  return child.node
}

const emptyNode = <M>(): Node<M> => ({ literals: new Map(), methods: new Map() })

const partsOf = (path: string) => path.split('/').filter((part) => part !== '')

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
