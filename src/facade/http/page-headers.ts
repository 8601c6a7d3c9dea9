/** Headers that a web page of another origin may send; what browsers send by themselves is not among them. */
export const headersOfPages = [
  ...['authorization', 'content-type', 'x-api-key'],
  ...['idempotency-key', 'prefer'],
  ...['x-correlation-id', 'traceparent', 'tracestate'],
  ...['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'], // of a signature
]

/** Headers of an answer that such a page may read, beside those that every page may (content-type, e.g.). */
export const headersForPages = ['location', 'preference-applied', 'retry-after', 'x-amzn-requestid', 'x-correlation-id']
