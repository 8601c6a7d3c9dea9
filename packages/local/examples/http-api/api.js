export const greet = async ({ pathParameters, queryStringParameters }) => ({
  greeting: `${queryStringParameters?.word ?? 'Hello'} ${pathParameters.name}`,
})

export async function relay({ pathParameters }) {
  const answer = await fetch(`${process.env.URL}/greet/${pathParameters.name}?word=Hi`)
  return { statusCode: answer.status, headers: { 'content-type': 'application/json' }, body: await answer.text() }
}
