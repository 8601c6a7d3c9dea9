/**
 * What the page says when it shows no order: `beingLookedAt` orders have been received by somebody, and are shown to nobody else
 * for a minute.
 */
export function nothingShown(beingLookedAt) {
  if (beingLookedAt === 0) return 'Nothing waits.'
  const orders = beingLookedAt === 1 ? '1 order is' : `${beingLookedAt} orders are`
  return `Nothing waits here, but ${orders} being looked at elsewhere. What is not answered is shown here within a minute.`
}
