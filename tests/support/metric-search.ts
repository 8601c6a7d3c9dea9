/** A metric as CloudWatch knows it. */
export type Metric = { namespace: string; name: string; dimensions: Record<string, string> }

/** What a search asks for: metrics of this name with just these dimensions, one of which matches the term. */
export type Search = {
  namespace: string
  dimensions: string[]
  name: string
  dimension: string
  term: string
  stat: string
}

const form =
  /^SEARCH\('\{([\w/]+)((?:,\w+)+)\} MetricName="(\w+)" (\w+)=([\w-]+)', '(Sum|Average|Minimum|Maximum|p\d+)'\)$/

/**
 * Reads a search expression of CloudWatch, in the one form that our dashboard has.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function parseSearch(expression: string): Search {
  if (expression.length > 1024) throw new Error('CloudWatch takes 1,024 characters')
  const [, namespace = '', dimensions = '', name = '', dimension = '', term = '', stat = ''] =
    form.exec(expression) ?? []
  if (!namespace) throw new Error(`not a search: ${expression}`)
  return { namespace, dimensions: dimensions.slice(1).split(','), name, dimension, term, stat }
}

/** Whether a search finds a metric: the pieces of the term follow one another in the value of the dimension. */
export function finds({ namespace, dimensions, name, dimension, term }: Search, metric: Metric): boolean {
  const value = metric.dimensions[dimension]
  return (
    metric.namespace === namespace &&
    metric.name === name &&
    Object.keys(metric.dimensions).sort().join() === [...dimensions].sort().join() &&
    value !== undefined &&
    ` ${tokens(value).join(' ')} `.includes(` ${tokens(term).join(' ')} `)
  )
}

/** `sfs3-prod-stepA` is `sfs`, `3`, `prod`, `step`, `A`: a piece begins with a digit, a capital or behind anything else. */
const tokens = (text: string): string[] => text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
