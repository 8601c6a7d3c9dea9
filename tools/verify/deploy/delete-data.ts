import * as z from 'zod'
import type { Aws } from './aws-cli.ts'

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
    await aws('s3', 'rb', `s3://${bucket}`)
  }
}
