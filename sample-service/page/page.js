// Places orders, shows what awaits approval, and watches what becomes of the orders that were placed here.

import { nothingShown } from './words.js'

const byId = (id) => document.getElementById(id)
const lookEveryMs = 5000

/** The orders on the page that await approval, by order id: the token and the newest receipt handle. */
const pending = new Map()

const say = (text) => {
  byId('news').textContent = text
}

/** Fetches JSON. What is refused is thrown with the reason that the answer gives. */
const ask = async (path, body) => {
  const response = await fetch(
    path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.detail ?? answer.title)
  return answer
}

const describe = ({ title = 'Order', quantity = 1 }) => `${quantity} × ${title}`

const showPending = (message) => {
  const { order, token, ReceiptHandle: receiptHandle } = message
  const shown = pending.get(order.orderId)
  if (shown) return Object.assign(shown, { token, receiptHandle })

  const item = byId('pending-order').content.cloneNode(true).firstElementChild
  item.querySelector('.what').textContent = describe(order)
  item.querySelector('.order-id').textContent = order.orderId
  item.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault()
    answer(order, event.submitter.value === 'true', new FormData(event.target).get('comment'))
  })
  byId('pending').append(item)
  pending.set(order.orderId, { token, receiptHandle, item })
  byId('none').hidden = true
}

const forget = (orderId) => {
  pending.get(orderId)?.item.remove()
  pending.delete(orderId)
  byId('none').hidden = pending.size > 0
}

const answer = async (order, approved, comment) => {
  const { token, receiptHandle } = pending.get(order.orderId)
  try {
    await ask('approval', { token, receiptHandle, approved, ...(comment && { comment }) })
    say(`${approved ? 'Approved' : 'Rejected'}: ${describe(order)}`)
  } catch (error) {
    say(`Not answered: ${describe(order)}. ${error.message}`)
  }
  // What still awaits an answer comes back with the next look.
  forget(order.orderId)
  byId('look').focus()
}

const look = async () => {
  try {
    const { Messages } = await ask('pending')
    for (const message of Messages) showPending(message)
    if (pending.size === 0) {
      const { orders } = await ask('pending/being-looked-at')
      byId('none').textContent = nothingShown(orders)
    }
  } catch (error) {
    say(`Cannot see what waits. ${error.message}`)
  }
}

const words = {
  RUNNING: 'awaits approval',
  SUCCEEDED: 'approved',
  FAILED: 'failed',
  TIMED_OUT: 'nobody answered',
  ABORTED: 'stopped',
}

/** How an order stands, in a word that is coloured, and why in a sentence. */
const showOutcome = (cell, { status, error, cause }) => {
  const word = Object.assign(document.createElement('span'), {
    className: `status ${status.toLowerCase()}`,
    textContent: words[status] ?? status,
  })
  cell.replaceChildren(word, ...(error ? [` ${error}. ${cause ?? ''}`] : []))
}

const stateOf = (executionId) => `state?executionArn=${encodeURIComponent(executionId)}`

/** A link to the execution of an order, in the console if there is one. */
const linkTo = (executionId, orderId) =>
  Object.assign(document.createElement('a'), {
    href: `execution?executionArn=${encodeURIComponent(executionId)}`,
    textContent: orderId,
    title: `Its execution: ${executionId}`,
  })

const watch = async (executionId, cell) => {
  for (;;) {
    const state = await ask(stateOf(executionId)).catch((error) => ({
      status: `unknown, ${error.message}`,
    }))
    const waits = state.status === 'RUNNING'
    showOutcome(cell, state)
    if (!waits && state.stopDate) return
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
}

byId('place').addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = event.target
  const { title, quantity } = Object.fromEntries(new FormData(form))
  const order = { title, quantity: Number(quantity) }
  try {
    const { orderId, executionId } = await ask('order', order)
    say(`Placed: ${describe(order)}`)
    form.reset()
    byId('placed-here').hidden = false
    const row = byId('placed').insertRow(0)
    row.insertCell().append(linkTo(executionId, orderId))
    for (const text of [describe(order), 'being processed']) row.insertCell().textContent = text
    row.cells[0].className = 'order-id'
    watch(executionId, row.cells[2])
    setTimeout(look, 1000)
  } catch (error) {
    say(`Not placed: ${describe(order)}. ${error.message}`)
  }
})

byId('look').addEventListener('click', look)
setInterval(() => document.visibilityState === 'visible' && look(), lookEveryMs)
look()
