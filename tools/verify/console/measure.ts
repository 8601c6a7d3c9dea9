import type { Page } from 'playwright-core'

/** How long each of 120 frames took while the events were scrolled through. Runs in the page. */
export async function frameTimes(): Promise<number[]> {
  const list = document.querySelector('.events .scroll')
  const frames: number[] = []
  await new Promise(requestAnimationFrame)
  let before = performance.now()
  for (let frame = 0; frame < 120; frame++) {
    list?.scrollBy(0, 900)
    await new Promise(requestAnimationFrame)
    frames.push(performance.now() - before)
    before = performance.now()
  }
  return frames
}

/** How long it takes from a file with 25,000 events that was chosen to the page that shows it. Runs in the page. */
export function openedAfterMs(): Promise<number> {
  return new Promise((resolve) => {
    const chosen = () => {
      const began = performance.now()
      const look = () => {
        if (/Events 2[45]\d{3}/.test(document.querySelector('.tabs')?.textContent ?? ''))
          resolve(performance.now() - began)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }
    document.addEventListener('change', chosen, { capture: true, once: true })
  })
}

/** When the execution is seen to have succeeded, in milliseconds since 1970. Runs in the page. */
export function succeededOnScreenAt(): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('h1 .pill')?.textContent === 'Succeeded') resolve(Date.now())
      else requestAnimationFrame(look)
    }
    look()
  })
}

/** The token that the selected state waits for, from the request that the page shows. */
export async function tokenOn(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy task token' }).waitFor()
  await page.keyboard.press('2')
  const text = await page.locator('.panel pre', { hasText: '"token"' }).first().innerText()
  await page.keyboard.press('1')
  return JSON.parse(text).MessageBody.token
}
