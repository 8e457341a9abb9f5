// got piped into something that fails: `pipe` leaves it open, `pipeline` closes it.
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { got } from 'got'

const kept = []
const fullDisk = () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) })

export async function leak({ http }) {
  const stream = got.stream(`${http}/big`) // leak
  kept.push(stream)
  await once(stream.pipe(fullDisk()), 'close')
}

export async function correct({ http }) {
  const stream = got.stream(`${http}/big`)
  kept.push(stream)
  const error = await pipeline(stream, fullDisk()).catch((error) => error)
  if (error.message !== 'ENOSPC') throw error
}
