/**
 * Is the media type one of the API's binary media types? They may be exact or end in a wildcard.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function mediaTypeMatches(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true
  const [type = ''] = (mediaType ?? '').toLowerCase().split(/[;,]/)
  return binaryMediaTypes.some((binary) =>
    binary.endsWith('/*') ? type.trim().startsWith(binary.slice(0, -1)) : binary.toLowerCase() === type.trim(),
  )
}
