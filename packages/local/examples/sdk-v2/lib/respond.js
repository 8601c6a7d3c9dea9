module.exports.respond = (statusCode, body) => ({ statusCode, body: JSON.stringify(body) })
