const { greeting } = require('/opt/nodejs/greeting')
const { punctuation } = require('/opt/nodejs/punctuation')

exports.main = function main(event, context, callback) {
  context.callbackWaitsForEmptyEventLoop = false
  setInterval(() => {}, 60_000) // e.g. a pool of connections
  callback(null, { statusCode: 200, body: greeting(event.pathParameters.name) + punctuation })
}
