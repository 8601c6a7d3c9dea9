/** Where tests are, as a service that says nothing else. */
export const accountId = '000000000000'
export const region = 'us-east-1'
