// Expect: 100-continue. The upload is sent, and its answer is not read.
import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

const UPLOAD = 'x'.repeat(500_000)

export async function leak({ http }) {
  const upload = request(`${http}/echo`, { method: 'PUT', headers: { expect: '100-continue' } }) // leak
  upload.on('response', (response) => response.statusCode)
  upload.flushHeaders()
  await once(upload, 'continue')
  upload.end(UPLOAD)
}

export async function correct({ http }) {
  const upload = request(`${http}/echo`, { method: 'PUT', headers: { expect: '100-continue' } })
  upload.flushHeaders()
  await once(upload, 'continue')
  upload.end(UPLOAD)
  const [response] = await once(upload, 'response')
  if ((await text(response)) !== UPLOAD) throw new Error('not the whole')
}
