import { Socket } from 'node:net'

import { expect, it } from 'vitest'

import { Ledger } from './index.js'

const HEAD = { method: 'GET', url: `/${'p'.repeat(600)}`, httpVersion: '1.1', headers: manyHeaders() }

function manyHeaders() {
  return Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`x-${n}`, 'v'.repeat(500)]))
}

it('remembers 16 MiB of requests, the last ones, and every connection', () => {
  const ledger = new Ledger(() => 0)
  for (let c = 0; c < 200; c++) {
    const entry = ledger.opened(new Socket(), { tls: false })
    for (let r = 0; r < 100; r++) entry.began(HEAD)
  }
  const records = [...ledger.since(0)]
  const kept = records.reduce((sum, { requests }) => sum + requests.length, 0)
  expect(kept * 2500).toBeLessThan(16 * 2 ** 20)
  expect(kept).toBeGreaterThan(5000)
  expect(records).toHaveLength(200)
  expect(records[0]).toMatchObject({ requests: [], requestsForgotten: 100 })
  expect(records.at(-1)).toMatchObject({ requestsForgotten: 0 })
})
