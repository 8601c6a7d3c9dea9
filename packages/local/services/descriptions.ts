import type { ResourceTypes } from '../cloudformation/resource-types.ts'
import { iamResourceTypes } from '../iam/resource-types.ts'
import { apiGatewayResourceTypes } from './apigateway/resource-types.ts'
import type { ServiceDescription } from './aws-service.ts'
import { dynamodbDescription } from './dynamodb/description.ts'
import { eventsDescription } from './events/description.ts'
import { insightDescription } from './insight/description.ts'
import { lambdaDescription } from './lambda/description.ts'
import { resourceTypesNotRun } from './not-run.ts'
import { s3Description } from './s3/description.ts'
import { snsDescription } from './sns/description.ts'
import { sqsDescription } from './sqs/description.ts'
import { statesDescription } from './states/description.ts'
import { stsDescription } from './sts/description.ts'

/** Every service at the AWS endpoint. To add one: its folder, its line here, and in `services.ts` what runs it. To know what a template means takes no more than this. */
export const descriptions: readonly ServiceDescription[] = [
  dynamodbDescription,
  eventsDescription,
  insightDescription,
  lambdaDescription,
  s3Description,
  snsDescription,
  sqsDescription,
  statesDescription,
  stsDescription,
]

/** Every resource type that a template may have. */
export const resourceTypes: ResourceTypes = Object.assign(
  { ...resourceTypesNotRun, ...iamResourceTypes, ...apiGatewayResourceTypes },
  ...descriptions.map((description) => description.resourceTypes),
)
