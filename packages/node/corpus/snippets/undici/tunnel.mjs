// A tunnel through a proxy (CONNECT), open and quiet.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '#undici'

export async function correct({ http, proxy }) {
  const { statusCode, socket } = await new Client(proxy).connect({ path: new URL(http).host })
  if (statusCode !== 200) throw new Error('no tunnel')
  await sleep(1500)
  socket.destroy()
  await once(socket, 'close')
}
