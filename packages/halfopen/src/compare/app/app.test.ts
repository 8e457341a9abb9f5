import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, describe, expect, it } from 'vitest'

import { seenByApp } from '../testing/clients.js'
import { AppRecords, recordsOf } from './records.js'

let server: Server | undefined

afterEach(() => server?.close())

async function answering(body: string, headers: Record<string, string> = { 'halfopen-lab': 'app' }): Promise<string> {
  server = createServer((_, response) => response.writeHead(200, headers).end(body))
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const records = (...connections: readonly unknown[]) =>
  JSON.stringify({ schema: 'halfopen.lab.connections/1', connections })

describe("the lab's app", () => {
  it('is asked, and its records found by port', async () => {
    const found = await recordsOf(await answering(records(seenByApp(10))))
    expect(found?.byPort(40_000)?.requests[0]).toMatchObject({ path: '/sleep', answeredMs: 1010 })
    expect(found?.byPort(1)).toBeNull()
  })

  it.each([
    ['another server', records(), {}],
    ['no JSON', '<html>', undefined],
    ['another schema', '{"schema":"x","connections":[]}', undefined],
    ['broken records', records({ id: 'one' }), undefined],
  ])('is not taken for one: %s', async (_, body, headers) => {
    expect(await recordsOf(await answering(body, headers))).toBeNull()
  })

  it('may have gone', async () => {
    expect(await recordsOf('127.0.0.1:1')).toBeNull()
  })

  it('tells which connections nobody of ours had, our own question apart', () => {
    const at = (id: number, port: number, path = '/x') => ({
      ...seenByApp(1, { path }),
      id,
      remote: { host: '127.0.0.1', port },
    })
    const all = new AppRecords([at(1, 1), at(2, 2), at(3, 3), at(4, 4, '/connections')])
    expect(all.strangers(new Set([2]))).toEqual([3])
    expect(all.byPort(4)).toBeNull()
  })
})
