/** Parameters for each way of telling who calls, with every route that may be switched on, and without a throttle. */
const everyRoute = ['--param=erasing=on', '--param=usagePlanRate=1000', '--param=usagePlanBurst=1000']

export const iam = [...everyRoute, '--param=auth=iam']
export const jwt = [
  ...everyRoute,
  ...['--param=auth=jwt', '--param=jwtIssuer=https://issuer.example', '--param=jwtAudience=orders'],
]
export const apiKey = everyRoute
