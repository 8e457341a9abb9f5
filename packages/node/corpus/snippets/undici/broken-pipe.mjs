// The disk is full. `pipe` leaves the response open; `pipeline` closes it.
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { request } from '#undici'

const bodies = []
const fullDisk = () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) })

export async function leak({ http }) {
  const { body } = await request(`${http}/big`) // leak
  bodies.push(body)
  const [error] = await once(body.pipe(fullDisk()), 'error').catch((error) => [error])
  throw error
}

export async function correct({ http }) {
  const { body } = await request(`${http}/big`)
  bodies.push(body)
  const error = await pipeline(body, fullDisk()).catch((error) => error)
  if (error.message !== 'ENOSPC') throw error
}
