// serverless.ts, TypeScript that serverless-plugin-typescript compiles on deployment, Express behind one route.
const configuration = {
  service: 'books',
  provider: { name: 'aws', runtime: 'nodejs22.x', region: 'us-east-1', stage: 'test' },
  plugins: ['serverless-plugin-typescript', '@sfs3/local'],
  functions: {
    api: {
      handler: 'src/lambda.handler',
      events: [{ http: 'ANY /' }, { http: 'ANY /{proxy+}' }],
    },
  },
}
module.exports = configuration
