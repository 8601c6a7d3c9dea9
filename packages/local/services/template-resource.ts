import type { JsonObject } from '@sfs3/asl'

/** A resource of the compiled template with its intrinsic functions resolved. */
export type TemplateResource = {
  logicalId: string
  /** e.g. `AWS::S3::Bucket` */
  type: string
  /** What the resource is called: a bucket's, table's, queue's or topic's name. */
  name: string
  properties: JsonObject
}

/** The template asks for something that the local region does not have. */
export class UnsupportedProperty extends Error {
  override readonly name = 'UnsupportedProperty'

  constructor({ type, logicalId }: TemplateResource, property: string) {
    super(`${type} ${logicalId}: ${property} is not implemented in the local region`)
  }
}
