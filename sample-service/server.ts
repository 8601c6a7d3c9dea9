import { app } from './app.ts'
import { type Environment, parseEnvironment } from './environment.ts'

/** Prints one line and exits. */
const exit = (reason: string): never => {
  console.error(`sample-service: ${reason}`)
  process.exit(1)
}

const environment = ((): Environment => {
  try {
    return parseEnvironment(process.env)
  } catch (error) {
    return exit((error as Error).message)
  }
})()

const { HOST, PORT } = environment
const server = app(environment).listen(PORT, HOST, (error?: Error) => {
  if (error) exit(`cannot listen on ${HOST}:${PORT}: ${error.message}`)
  const address = server.address()
  console.log(`sample service on http://${HOST}:${typeof address === 'object' ? address?.port : PORT}`)
})

/** Accepts no new requests, gives open ones half a second, then exits. */
const stop = () => {
  server.close(() => process.exit(0))
  setTimeout(() => server.closeAllConnections(), 500).unref()
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
