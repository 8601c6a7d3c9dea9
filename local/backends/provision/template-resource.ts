import type { JsonObject } from '../../json.ts'

/** A resource of the compiled template with its intrinsic functions resolved. */
export type TemplateResource = {
  logicalId: string
  /** e.g. `AWS::S3::Bucket` */
  type: string
  /** What `Ref` gives: a bucket's or table's name, a queue's URL, a topic's ARN. */
  physicalId: string
  properties: JsonObject
}

/** The template asks for something that the local region does not have. */
export class UnsupportedProperty extends Error {
  override readonly name = 'UnsupportedProperty'

  constructor({ type, logicalId }: TemplateResource, property: string) {
    super(`${type} ${logicalId}: ${property} is not implemented in the local region`)
  }
}

/** The resource's own name: the last part of an URL or ARN. */
export const nameOf = ({ physicalId }: TemplateResource): string => physicalId.split(/[/:]/).at(-1) ?? physicalId
