import * as z from 'zod'
import type { Aws } from './aws-cli.ts'

/** Key and version id. */
const Versions = z
  .array(z.tuple([z.string(), z.string()]))
  .nullable()
  .default([])
const Names = z.array(z.string()).nullable().default([])

/** Deletes what `sls remove` keeps of a stage, as docs/deploy.md says: its tables, and its buckets with what is in them. */
export async function deleteData(aws: Aws, prefix: string): Promise<void> {
  const named = async (...listing: string[]) =>
    (Names.parse(await aws(...listing)) ?? []).filter((name) => name.startsWith(prefix))

  for (const table of await named('dynamodb', 'list-tables', '--query', 'TableNames')) {
    await aws('dynamodb', 'update-table', '--table-name', table, '--no-deletion-protection-enabled')
    await aws('dynamodb', 'delete-table', '--table-name', table)
  }
  for (const bucket of await named('s3api', 'list-buckets', '--query', 'Buckets[].Name')) {
    await aws('s3', 'rm', '--recursive', `s3://${bucket}`)
    // What the S3 console does with _Empty_: buckets that keep versions keep those of what was deleted, too.
    const query = ['--query', '[Versions, DeleteMarkers][][].[Key, VersionId]']
    const listed = Versions.parse(await aws('s3api', 'list-object-versions', '--bucket', bucket, ...query)) ?? []
    for (const [key, version] of listed)
      await aws('s3api', 'delete-object', '--bucket', bucket, '--key', key, '--version-id', version)
    await aws('s3', 'rb', `s3://${bucket}`)
  }
}
