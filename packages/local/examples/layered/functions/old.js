exports.handler = (event, context) => {
  if (event.httpMethod === 'DELETE') return context.fail(new Error('nothing is deleted here'))
  setTimeout(() => context.succeed({ statusCode: 200, body: `${event.httpMethod} by context.succeed` }), 5)
}
