/** Whose resources they are and where: what an ARN says between the service and the resource. */
export type AccountRegion = {
  /** Twelve digits. */
  accountId: string
  /** `us-east-1` */
  region: string
}
