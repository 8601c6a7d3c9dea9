import type { S3Request } from './request.ts'
import { S3Error } from './s3-error.ts'
import type { StoredObject } from './store/objects.ts'

type Served = { status: 200 | 206; start: number; end: number; headers: Record<string, string> }

/**
 * Which bytes of the object a GET or HEAD asks for: all, a `Range`, or one part (`?partNumber=`). Both ends are included.
 * @throws S3Error InvalidRange, InvalidPartNumber
 */
export function byteRange({ headers, query }: S3Request, object: StoredObject): Served {
  const size = object.content.size
  const partNumber = query.get('partNumber')
  if (partNumber !== null) return partRange(Number(partNumber), object)
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? []
  // Several ranges, and anything that is none, are answered with the whole object.
  if (from === '' && to === '') return { status: 200, start: 0, end: size - 1, headers: {} }

  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start > end || (from === '' && Number(to) === 0))
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: headers.range ?? '',
      ActualObjectSize: String(size),
    })
  return { status: 206, start, end, headers: { 'content-range': `bytes ${start}-${end}/${size}` } }
}

function partRange(number: number, { content, partSizes = [content.size] }: StoredObject): Served {
  const length = partSizes[number - 1]
  if (length === undefined) throw new S3Error(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable')
  const start = partSizes.slice(0, number - 1).reduce((sum, size) => sum + size, 0)
  const end = start + length - 1
  const headers = {
    'content-range': `bytes ${start}-${end}/${content.size}`,
    ...(partSizes.length > 1 && { 'x-amz-mp-parts-count': String(partSizes.length) }),
  }
  return { status: 206, start, end, headers }
}
