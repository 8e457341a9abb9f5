// Decompressed into a stream that nobody reads.
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'

const kept = []

export async function leak({ http }) {
  const [response] = await once(get(`${http}/gzip`), 'response') // leak
  kept.push(response.pipe(createGunzip()))
}

export async function correct({ http }) {
  const [response] = await once(get(`${http}/gzip`), 'response')
  const whole = await text(response.pipe(createGunzip()))
  if (whole.length !== 1_000_000) throw new Error('not the whole')
}
