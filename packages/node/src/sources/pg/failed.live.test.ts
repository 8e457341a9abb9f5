import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startTracker } from '../../tracker/index.js'

const corpus = createRequire(new URL('../../../corpus/package.json', import.meta.url))

test('a lease that failed says by which error', async () => {
  const { Pool } = corpus('pg') as {
    Pool: new (options: object) => { connect(): Promise<unknown>; end(): Promise<void> }
  }
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  using tracker = startTracker({ mode: 'observe' })
  const ended: unknown[] = []
  tracker.watch({ ended: ({ client, ending, errorType }) => ended.push([client, ending, errorType]) })
  const pool = new Pool({ host: '127.0.0.1', port })
  await expect(pool.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(ended).toEqual([['pg', 'failed', 'ECONNREFUSED']])
  await pool.end()
})
