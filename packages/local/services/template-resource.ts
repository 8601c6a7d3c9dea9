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
