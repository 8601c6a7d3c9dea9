/** Adds one to what it is given. */
export const handler = async ({ count }: { count: number }) => ({ count: count + 1 })
