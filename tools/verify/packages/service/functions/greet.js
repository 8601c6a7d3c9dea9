const { greeting } = require('./greeting')

/** Answers API Gateway, and the state machine. */
exports.handler = async (event) => {
  const text = greeting(event.pathParameters?.name ?? event.name, process.env.AWS_REGION)
  return event.httpMethod ? { statusCode: 200, body: text } : { text }
}
