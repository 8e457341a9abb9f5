// An upgraded connection is its owner's: it may be silent for hours.
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http }) {
  const headers = { connection: 'upgrade', upgrade: 'websocket' }
  const [, socket] = await once(get(`${http}/socket`, { headers }), 'upgrade')
  await sleep(1500)
  socket.destroy()
  await once(socket, 'close')
}
