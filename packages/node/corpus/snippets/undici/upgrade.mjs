// An upgraded connection is its owner's: it may be silent for hours.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '#undici'

export async function correct({ http }) {
  const { origin, pathname } = new URL(http)
  const { socket } = await new Client(origin).upgrade({ path: `${pathname}/socket`, protocol: 'websocket' })
  await sleep(1500)
  socket.destroy()
  await once(socket, 'close')
}
