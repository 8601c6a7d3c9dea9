import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { APIGatewayProxyEvent } from 'aws-lambda'

const metrics = new Metrics({ namespace: 'sfs3' })

/**
 * Counts an answer of a route: `Answers`, `Refusals` (4xx), `Failures` (5xx) and `Duration`. CloudWatch reads them from the
 * log.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function countAnswer({ httpMethod, resource }: APIGatewayProxyEvent, status: number, durationMs: number) {
  metrics.addDimension('route', `${httpMethod} ${resource}`)
  metrics.addMetric('Answers', MetricUnit.Count, 1)
  metrics.addMetric('Refusals', MetricUnit.Count, status >= 400 && status < 500 ? 1 : 0)
  metrics.addMetric('Failures', MetricUnit.Count, status >= 500 ? 1 : 0)
  metrics.addMetric('Duration', MetricUnit.Milliseconds, durationMs)
  metrics.publishStoredMetrics()
}
