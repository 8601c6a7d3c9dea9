import { ZodError, z } from 'zod'

/** What a deployment says about the template, each in one line that begins with the resource. */
export type Report = {
  /** Something of it is not carried out here: what is missing because of it. The rest runs. */
  notRun(line: string): void
  /** A resource is not there, since the template's author got it wrong or asks for what the region does not have. */
  broken(line: string): void
}

/** What is not carried out is passed over, and the first broken resource ends the deployment. @throws Error */
export const strictReport: Report = {
  notRun() {},
  broken(line) {
    throw new Error(line)
  },
}

type Resource = { type: string; logicalId: string }

/** Provisions each resource; one that cannot be is reported, and the others are not kept back. */
export async function provisionEach<R extends Resource>(
  resources: readonly R[],
  report: Report,
  provision: (resource: R) => unknown,
): Promise<void> {
  for (const resource of resources) {
    try {
      await provision(resource)
    } catch (error) {
      report.broken(`${nameOf(resource)}: ${messageOf(error)}`)
    }
  }
}

/** `AWS::S3::Bucket Uploads: WebsiteConfiguration is not carried out` */
export function notCarriedOut(resource: Resource, property: string): string {
  return `${nameOf(resource)}: ${property} is not carried out`
}

/** `AWS::S3::Bucket Uploads` */
export const nameOf = ({ type, logicalId }: Resource) => `${type} ${logicalId}`

function messageOf(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ')
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
