export const handler = async (input: { amount: number }) => ({ paid: input.amount })
