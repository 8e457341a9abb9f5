import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { fakeIo, fakeMachine } from '../../fakes/index.js'
import { runMiddlebox } from './index.js'

interface Row {
  readonly kind?: string
  readonly address?: { readonly host: string; readonly port: number }
}

describe('the verb', () => {
  it('tells of each flow until it is stopped, and leaves nothing', async () => {
    const target = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
    await once(target, 'listening')
    const io = fakeIo()
    const rows = (): Row[] =>
      io.stdout.text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row)
    const row = async (wanted: (row: Row) => boolean): Promise<Row> => {
      for (let tries = 0; tries < 500; tries++) {
        const found = rows().find(wanted)
        if (found !== undefined) return found
        await sleep(10)
      }
      throw new Error(`waited 5 s in vain, after ${io.stdout.text}`)
    }
    const stop = new AbortController()
    const ended = runMiddlebox(
      {
        target: { host: '127.0.0.1', port: (target.address() as AddressInfo).port },
        wish: { idleMs: 10_000, atExpiry: 'reset-both', scale: 100 },
        listen: {},
        backend: 'auto',
        as: 'json',
      },
      { io, machine: fakeMachine() },
      { signal: stop.signal, release: () => undefined },
    )
    const { address } = await row(({ address }) => address !== undefined)
    const client = connect(address?.port ?? 0, address?.host)
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
    await row(({ kind }) => kind === 'reset')
    stop.abort()
    expect(await ended).toBe(0)
    expect(rows().map(({ kind }) => kind)).toEqual([undefined, 'opened', 'forgotten', 'reset'])
    target.close()
  })
})
