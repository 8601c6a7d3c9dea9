import * as z from 'zod'
import type { TemplateResource } from '../template-resource.ts'
import type { TableStreams } from './streams.ts'

const Properties = z.looseObject({
  KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
  StreamSpecification: z
    .looseObject({ StreamViewType: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']) })
    .optional(),
})

/** Keeps what changes in the table from now on, if the template says so. @throws ZodError */
export function provisionStream(streams: TableStreams, { name, properties }: TemplateResource): void {
  const { KeySchema, StreamSpecification } = Properties.parse(properties)
  const keyNames = KeySchema.map(({ AttributeName }) => AttributeName)
  streams.keep(name, StreamSpecification?.StreamViewType, keyNames)
}
