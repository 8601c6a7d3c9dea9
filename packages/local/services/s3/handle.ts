import type { StreamingResponse, StreamingService } from '../../endpoint/service.ts'
import { storageProblem } from '../storage-problem.ts'
import { DamagedContent } from './contents.ts'
import { preflight, readableByPage } from './cors.ts'
import { operationName, type S3OperationName } from './operation-name.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject } from './operations/delete-object.ts'
import { deleteObjects } from './operations/delete-objects.ts'
import { getBucketLocation } from './operations/get-bucket-location.ts'
import { getBucketVersioning } from './operations/get-bucket-versioning.ts'
import { getObject } from './operations/get-object.ts'
import { headBucket } from './operations/head-bucket.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects } from './operations/list-objects.ts'
import { listObjectsV2 } from './operations/list-objects-v2.ts'
import { listParts } from './operations/list-parts.ts'
import { putObject } from './operations/put-object.ts'
import { uploadPart } from './operations/upload-part.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'
import { s3Permissions } from './permissions.ts'
import { checkExpiry } from './presigned.ts'
import { type S3Request, s3Request } from './request.ts'
import { mustBeAllowed, type S3, type S3Operation } from './s3.ts'
import { S3Error, s3ErrorResponse } from './s3-error.ts'

/** S3 over HTTP: finds the operation, asks whether the caller may, answers errors in S3's words. */
export function handleS3(s3: S3): StreamingService {
  const answer = async (request: S3Request): Promise<StreamingResponse> => {
    try {
      if (request.method === 'OPTIONS') return withRequestId(preflight(request, s3))
      checkExpiry(request.query, s3.now())
      const name = operationName(request)
      for (const { action, resource, context } of s3Permissions(name, request))
        mustBeAllowed(s3, request.caller, action, resource, context)
      return withRequestId(await carriedOut(operations[name], request, s3))
    } catch (error) {
      return s3ErrorResponse(refusalOf(error))
    }
  }
  return async (incoming) => {
    try {
      const request = s3Request(incoming)
      return readableByPage(await answer(request), request, s3)
    } catch (error) {
      return s3ErrorResponse(refusalOf(error))
    }
  }
}

/** Runs an operation. What may have written is answered, also with a refusal, when the disk has it. */
async function carriedOut(operation: S3Operation, request: S3Request, s3: S3): Promise<StreamingResponse> {
  if (request.method === 'GET' || request.method === 'HEAD') return operation(request, s3)
  try {
    return await operation(request, s3)
  } finally {
    await s3.store.synced()
  }
}

/** What S3 answers to an error. @throws what is a defect */
function refusalOf(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  const problem =
    error instanceof DamagedContent ? `Stored content is damaged: ${error.message}.` : storageProblem(error)
  if (problem === undefined) throw error
  return new S3Error(500, 'InternalError', `We encountered an internal error. ${problem}`)
}

const operations: Record<S3OperationName, S3Operation> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  DeleteObjects: deleteObjects,
  ListMultipartUploads: listMultipartUploads,
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
}

let requests = 0

function withRequestId(response: StreamingResponse): StreamingResponse {
  requests += 1
  const id = requests.toString(16).toUpperCase().padStart(16, '0')
  return { ...response, headers: { 'x-amz-request-id': id, 'x-amz-id-2': 'local', ...response.headers } }
}
