import * as z from 'zod'
import { readBody } from '../../../endpoint/body.ts'
import { existingBucket, mustBeAllowed, objectArn, type S3Operation, xmlResponse } from '../s3.ts'
import { S3Error } from '../s3-error.ts'
import { element, group, listOf, readXml, xml } from '../xml.ts'
import { deleteKey } from './delete-object.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: S3Operation = async (request, s3) => {
  existingBucket(s3, request.bucket)
  const wanted = parse((await readBody(request.body)).toString())
  const results = wanted.Object.map(({ Key, VersionId }) => {
    const version = VersionId === undefined ? [] : [element('VersionId', VersionId)]
    try {
      const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
      mustBeAllowed(s3, request.caller, action, objectArn(request.bucket, Key))
      const { versionId, deleteMarker } = deleteKey(s3, request, Key, VersionId)
      const marker = deleteMarker
        ? [element('DeleteMarker', true), element('DeleteMarkerVersionId', versionId ?? '')]
        : []
      return wanted.Quiet === 'true' ? '' : group('Deleted', [element('Key', Key), ...version, ...marker])
    } catch (error) {
      if (!(error instanceof S3Error)) throw error
      const { code, message } = error
      return group('Error', [element('Key', Key), ...version, element('Code', code), element('Message', message)])
    }
  })
  return xmlResponse(xml('DeleteResult', results))
}

const Wanted = z.object({ Key: z.string(), VersionId: z.string().optional() })
const Delete = z.object({
  Quiet: z.string().optional(),
  Object: listOf(Wanted).pipe(z.array(Wanted).min(1).max(1000)),
})

function parse(text: string): z.infer<typeof Delete> {
  try {
    return readXml(text, 'Delete', Delete)
  } catch {
    throw malformedXml()
  }
}

export function malformedXml() {
  return new S3Error(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
}
