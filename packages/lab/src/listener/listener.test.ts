import { expect, it } from 'vitest'

import { startApp } from '../app/index.js'
import { startMock } from '../mock/index.js'
import { startProxyServer } from '../proxy/index.js'
import { Listener } from './index.js'

it('keeps the first failure, and gives it once', async () => {
  const failing = new Listener((n: number) => (n === 2 ? Promise.reject(new Error('late')) : n))
  for (const n of [1, 2]) failing.tell(n)
  await Promise.resolve()
  expect(() => failing.throwFailure()).toThrow('late')
  expect(() => failing.throwFailure()).not.toThrow()
})

const fail = () => {
  throw new Error('the callback is wrong')
}

it.each([
  ['app', () => startApp({ onRequest: fail })],
  ['mock', () => startMock({ routes: [{ path: '/echo' }] }, { onRequest: fail })],
  ['proxy server', () => startProxyServer({ onEvent: fail, proxies: [{ name: 'a', upstream: '127.0.0.1:1' }] })],
] as const)('a callback that throws does not stop the %s; disposing throws it', async (_, start) => {
  const server = await start()
  for (const path of ['/echo', '/echo']) {
    const answer = await fetch(`${server.url}${path}`)
    expect(answer.status).toBeLessThan(500)
    await answer.text()
  }
  await expect(server[Symbol.asyncDispose]()).rejects.toThrow('the callback is wrong')
  await expect(fetch(server.url)).rejects.toThrow('fetch failed')
})
