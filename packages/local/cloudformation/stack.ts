import type { Json, JsonObject } from '@sfs3/asl'
import { evaluate, evaluateCondition, type Scope } from './intrinsics.ts'
import { NoValue, pseudoParameters } from './pseudo-parameters.ts'
import { type Identity, madeUpName, type ResourceTypes } from './resource-types.ts'
import { type ResourceDefinition, type Template, TemplateError } from './template.ts'

/** A resource of the stack with plain properties: no intrinsic function is left in them. */
export type Resource = Identity & { logicalId: string; type: string; properties: JsonObject }

/** What a service sees of a stack. */
export type StackResources = Pick<Stack, 'resources' | 'ofType'>

/** What the template makes when it is deployed to the local region. */
export class Stack {
  readonly name: string
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, Json>>
  readonly #scope: Scope
  readonly #resourceTypes: ResourceTypes

  constructor(
    { name, resources, outputs }: Pick<Stack, 'name' | 'resources' | 'outputs'>,
    scope: Scope,
    resourceTypes: ResourceTypes,
  ) {
    this.name = name
    this.resources = resources
    this.outputs = outputs
    this.#scope = scope
    this.#resourceTypes = resourceTypes
  }

  /**
   * The value with its intrinsic functions resolved against this stack.
   * @param more what they may refer to besides: names for `Ref`, and names with attributes for `Fn::GetAtt`
   * @throws TemplateError
   */
  evaluate(value: Json, more: { refs?: Variables; attributes?: Readonly<Record<string, Variables>> } = {}): Json {
    const { refs = {}, attributes = {} } = more
    const result = evaluate(value, {
      region: this.#scope.region,
      ref: (name) => refs[name] ?? this.#scope.ref(name),
      getAtt: (name, attribute) => attributes[name]?.[attribute] ?? this.#scope.getAtt(name, attribute),
      condition: (name) => this.#scope.condition(name),
      mapping: (map, key, name) => this.#scope.mapping(map, key, name),
    })
    return result === NoValue ? null : result
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type)
  }

  /** What the local region only knows the names of, a line for each type: `AWS::CloudWatch::Alarm High, Low: nobody is told` */
  notRun(): string[] {
    const notRun = this.resources.filter(({ type }) => (this.#resourceTypes[type]?.local ?? 'notice') === 'notice')
    return Object.entries(Object.groupBy(notRun, ({ type }) => type)).map(([type, resources = []]) => {
      const names =
        resources.length > 3 ? `× ${resources.length}` : resources.map(({ logicalId }) => logicalId).join(', ')
      return `${type} ${names}: ${this.#resourceTypes[type]?.missing ?? 'there is only its name'}`
    })
  }
}

type Variables = Readonly<Record<string, string>>

export type StackSettings = {
  accountId: string
  region: string
  stackName: string
  /** Where the AWS endpoint listens, for queue URLs: `http://127.0.0.1:4566`. */
  awsEndpoint: string
  parameters?: Readonly<Record<string, string>>
  resourceTypes: ResourceTypes
}

/**
 * Resolves a template as CloudFormation would when it creates the stack.
 * @throws TemplateError
 */
export function createStack(template: Template, settings: StackSettings): Stack {
  const scope = new StackScope(template, settings)
  const present = Object.entries(template.Resources).filter(([logicalId]) => scope.exists(logicalId))
  const resources = present.map(([logicalId, definition]): Resource => {
    const properties = within(logicalId, () => evaluate(definition.Properties ?? {}, scope.of(logicalId)) as JsonObject)
    return { logicalId, type: definition.Type, ...scope.identity(logicalId), properties }
  })
  scope.refuseCircles()

  const outputs: Record<string, Json> = {}
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) continue
    const value = within(`Outputs.${name}`, () => evaluate(output.Value, scope))
    if (value !== NoValue) outputs[name] = value
  }
  return new Stack({ name: settings.stackName, resources, outputs }, scope, settings.resourceTypes)
}

class StackScope implements Scope {
  readonly #template: Template
  readonly #settings: StackSettings
  readonly #pseudo: ReturnType<typeof pseudoParameters>
  readonly #identities = new Map<string, Identity | 'being made'>()
  readonly #conditions = new Map<string, boolean | 'being evaluated'>()
  /** Which resources each resource refers to. */
  readonly #dependencies = new Map<string, Set<string>>()

  constructor(template: Template, settings: StackSettings) {
    this.#template = template
    this.#settings = settings
    this.#pseudo = pseudoParameters(settings)
  }

  get region(): string {
    return this.#settings.region
  }

  /** This scope, remembering what the resource refers to. */
  of(logicalId: string): Scope {
    const { DependsOn = [] } = this.#definition(logicalId)
    const dependencies = new Set([DependsOn].flat())
    for (const dependency of dependencies) this.#definition(dependency)
    this.#dependencies.set(logicalId, dependencies)

    const note = (name: string) => {
      if (Object.hasOwn(this.#template.Resources, name)) dependencies.add(name)
    }
    return {
      region: this.region,
      ref: (name) => {
        note(name)
        return this.ref(name)
      },
      getAtt: (name, attribute) => {
        note(name)
        return this.getAtt(name, attribute)
      },
      condition: (name) => this.condition(name),
      mapping: (map, key, name) => this.mapping(map, key, name),
    }
  }

  exists(logicalId: string): boolean {
    const { Condition } = this.#definition(logicalId)
    return Condition === undefined || this.condition(Condition)
  }

  ref(name: string): Json | typeof NoValue {
    const pseudo = this.#pseudo.get(name)
    if (pseudo !== undefined) return pseudo

    const parameter = this.#template.Parameters?.[name]
    if (parameter) {
      const value = this.#settings.parameters?.[name] ?? parameter.Default
      if (value === undefined) throw new TemplateError(`parameter ${name} has no value`)
      return parameter.Type.includes('List') ? String(value).split(',') : String(value)
    }
    return this.identity(name).physicalId
  }

  getAtt(logicalId: string, attribute: string): Json {
    const { attributes } = this.identity(logicalId)
    const value = attributes[attribute]
    if (value !== undefined) return value

    const { Type } = this.#definition(logicalId)
    if (this.#settings.resourceTypes[Type])
      throw new TemplateError(`${Type} ${logicalId} has no attribute ${attribute}`)
    return `${logicalId}.${attribute}`
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name)
    if (known === 'being evaluated') throw new TemplateError(`condition ${name} refers to itself`)
    if (known !== undefined) return known

    const condition = this.#template.Conditions?.[name]
    if (condition === undefined) throw new TemplateError(`there is no condition ${name}`)
    this.#conditions.set(name, 'being evaluated')
    const truth = evaluateCondition(condition, this)
    this.#conditions.set(name, truth)
    return truth
  }

  mapping(map: string, key: string, name: string): Json {
    const value = this.#template.Mappings?.[map]?.[key]?.[name]
    if (value === undefined) throw new TemplateError(`there is no mapping ${map}.${key}.${name}`)
    return value
  }

  identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId)
    if (known === 'being made') throw new TemplateError(`the name of ${logicalId} refers to itself`)
    if (known) return known

    const definition = this.#definition(logicalId)
    if (!this.exists(logicalId)) throw new TemplateError(`${logicalId} is referred to, but its condition is false`)
    this.#identities.set(logicalId, 'being made')
    const identity = this.#identify(logicalId, definition)
    this.#identities.set(logicalId, identity)
    return identity
  }

  #identify(logicalId: string, { Type, Properties }: ResourceDefinition): Identity {
    const type = this.#settings.resourceTypes[Type]
    const given = type?.nameProperty === undefined ? undefined : Properties?.[type.nameProperty]
    const evaluated = given === undefined ? NoValue : evaluate(given, this)
    const name = typeof evaluated === 'string' ? evaluated : madeUpName(this.#settings.stackName, logicalId, type)
    return {
      name,
      ...(type?.identify(name, { ...this.#settings, logicalId }) ?? { physicalId: name, attributes: {} }),
    }
  }

  #definition(logicalId: string): ResourceDefinition {
    const definition = this.#template.Resources[logicalId]
    if (!definition) throw new TemplateError(`there is no resource or parameter ${logicalId}`)
    return definition
  }

  /** As CloudFormation, which creates a resource only after those it refers to. */
  refuseCircles() {
    const done = new Set<string>()
    const visit = (logicalId: string, path: readonly string[]) => {
      if (path.includes(logicalId)) {
        const circle = path.slice(path.indexOf(logicalId))
        throw new TemplateError(`Circular dependency between resources: [${circle.join(', ')}]`)
      }
      if (done.has(logicalId)) return
      for (const dependency of this.#dependencies.get(logicalId) ?? []) visit(dependency, [...path, logicalId])
      done.add(logicalId)
    }
    for (const logicalId of this.#dependencies.keys()) visit(logicalId, [])
  }
}

function within<T>(where: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${where}: ${error.message}`)
    throw error
  }
}
