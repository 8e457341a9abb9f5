// `stream` writes into something that never takes more, such as a queue that nobody drains.
import { PassThrough, Writable } from 'node:stream'
import { stream } from '#undici'

export async function leak({ http }) {
  await stream(`${http}/big`, { method: 'GET' }, () => new PassThrough()) // leak
}

export async function correct({ http }) {
  let length = 0
  const count = (chunk, _encoding, done) => {
    length += chunk.length
    setTimeout(() => done(), 1)
  }
  await stream(`${http}/big`, { method: 'GET' }, () => new Writable({ write: count }))
  if (length !== 1_000_000) throw new Error('not the whole')
}
