exports.handler = async (input) => ({
  text: `Hello ${input.name ?? JSON.parse(input.body).name}`,
  id: input.pathParameters?.id,
})
