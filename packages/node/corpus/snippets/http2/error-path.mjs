// Only the happy path closes its stream.
import { once } from 'node:events'
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'

export async function leak({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const stream = connect(origin, { ca }).request({ ':path': `${pathname}/forbidden` }) // leak
  const [headers] = await once(stream, 'response')
  if (headers[':status'] !== 200) throw new Error(`status ${headers[':status']}`)
  const body = await text(stream)
  stream.close()
  return body
}

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const session = connect(origin, { ca })
  try {
    const stream = session.request({ ':path': `${pathname}/forbidden` })
    const [headers] = await once(stream, 'response')
    const body = await text(stream)
    return headers[':status'] === 200 ? body : new Error(body.slice(0, 80))
  } finally {
    session.close()
  }
}
