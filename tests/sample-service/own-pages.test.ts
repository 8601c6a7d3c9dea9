import { request as httpRequest } from 'node:http'
import { expect, test } from '@jest/globals'
import express from 'express'
import { ownPagesOnly } from '../../sample-service/own-pages.ts'
import { listening } from '../support/listening.ts'

/** The status that the service gives to a request with these headers; `fetch` would not send some of them. */
const statusOf = (method: string, path: string, headers: Record<string, string>, listeningOn = '127.0.0.1') => {
  const service = express()
    .use(ownPagesOnly(listeningOn))
    .use((_request, response) => void response.status(200).send('served'))
  return listening(service, async (url) => {
    const { host } = new URL(url)
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('own', host)]))
    return new Promise((resolve, reject) => {
      httpRequest(url + path, { method, headers: sent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
        .on('error', reject)
        .end()
    })
  })
}

test('programs and the own page are served', async () => {
  expect(await statusOf('POST', '/order', {})).toBe(200)
  expect(await statusOf('POST', '/order', { origin: 'http://own', 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await statusOf('GET', '/pending', { 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await statusOf('GET', '/pending', { 'sec-fetch-site': 'none' })).toBe(200)
})

test('pages of other origins are refused, also of another port of this machine', async () => {
  expect(await statusOf('POST', '/p1', { origin: 'https://evil.example' })).toBe(403)
  expect(await statusOf('POST', '/p1', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await statusOf('POST', '/approval', { origin: 'null' })).toBe(403)
  expect(await statusOf('GET', '/pending', { 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await statusOf('GET', '/pending', { 'sec-fetch-site': 'same-site' })).toBe(403)
})

test('a link leads to the page and to nothing else', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  expect(await statusOf('GET', '/', link)).toBe(200)
  expect(await statusOf('GET', '/pending', link)).toBe(403)
  expect(await statusOf('GET', '/', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403)
})

test('on a loopback address it answers to loopback names alone', async () => {
  expect(await statusOf('GET', '/', { host: 'evil.example:3030' })).toBe(403)
  expect(await statusOf('GET', '/', { host: 'localhost:3030' })).toBe(200)
  expect(await statusOf('GET', '/', { host: '[::1]:3030' })).toBe(200)
  expect(await statusOf('GET', '/', { host: 'orders.example' }, '0.0.0.0')).toBe(200)
})
