import { describe, expect, test } from '@jest/globals'
import { isLoopbackOrigin, type PageRequest, pageRefusal } from '../web-pages.ts'

const nobody = () => false

describe('names of this machine', () => {
  test.each([
    'localhost:4566',
    'LOCALHOST.',
    'bucket.localhost:4566',
    'sync-localhost:4566',
    '127.0.0.1',
    '127.1.2.3:80',
    'sync-127.0.0.1:4566',
    'my.bucket.127.0.0.1:4566',
    '000000000000.127.0.0.1:4566',
    '[::1]:4566',
  ])('%s is one', (host) => {
    expect(pageRefusal({ headers: { host } }, nobody)).toBeUndefined()
  })

  test.each([
    'evil.example',
    'evil.example:4566',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'notlocalhost',
    '128.0.0.1',
    '0.0.0.0:4566',
    '192.168.0.2',
    '[::2]',
    '',
  ])('"%s" is none', (host) => {
    expect(pageRefusal({ headers: { host } }, () => true)).toBe(`Host ${host} is not this machine`)
  })

  test('a port may have names of its own', () => {
    const isOwnHost = (name: string) => name === 's3.amazonaws.com'

    expect(pageRefusal({ headers: { host: 'S3.amazonaws.com:80' } }, nobody, isOwnHost)).toBeUndefined()
    expect(pageRefusal({ headers: { host: 'sqs.amazonaws.com' } }, nobody, isOwnHost)).toContain('not this machine')
  })
})

describe('what pages send', () => {
  const host = '127.0.0.1:4566'
  const seenBy = (method: string, headers: Record<string, string>) => {
    const seen: PageRequest[] = []
    const refusal = pageRefusal({ method, headers: { host, ...headers } }, (page) => {
      seen.push(page)
      return false
    })
    return { refusal, seen }
  }

  test('programs, and people who type an address, are no pages', () => {
    expect(seenBy('POST', {})).toEqual({ refusal: undefined, seen: [] })
    expect(seenBy('GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).toEqual({
      refusal: undefined,
      seen: [],
    })
  })

  test('a script of another origin', () => {
    expect(
      seenBy('POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'empty' }),
    ).toEqual({
      refusal: 'pages of https://evil.example may not send this',
      seen: [{ origin: 'https://evil.example', site: 'cross-site', opened: false, read: true }],
    })
  })

  test('a page that hides its origin, in a browser that says nothing else', () => {
    expect(seenBy('POST', { origin: 'null' }).seen).toEqual([
      { origin: 'null', site: 'cross-site', opened: false, read: false },
    ])
  })

  test('an image, a link and a form', () => {
    const cross = { 'sec-fetch-site': 'cross-site' }
    const navigation = { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

    expect(seenBy('GET', { ...cross, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toEqual({
      refusal: 'a cross-site page may not send this',
      seen: [{ origin: undefined, site: 'cross-site', opened: false, read: false }],
    })
    expect(seenBy('GET', navigation).seen[0]?.opened).toBe(true)
    expect(seenBy('GET', { ...navigation, 'sec-fetch-dest': 'iframe' }).seen[0]?.opened).toBe(false)
    expect(seenBy('POST', { ...navigation, origin: 'http://localhost:5173' }).seen[0]?.opened).toBe(false)
  })

  test('origins of this machine', () => {
    expect(isLoopbackOrigin('http://localhost:5173')).toBe(true)
    expect(isLoopbackOrigin('https://127.0.0.1')).toBe(true)
    expect(isLoopbackOrigin('http://[::1]:80')).toBe(true)
    expect(isLoopbackOrigin('http://localhost.evil.example')).toBe(false)
    expect(isLoopbackOrigin('null')).toBe(false)
    expect(isLoopbackOrigin('chrome-extension://localhost')).toBe(false)
  })
})
