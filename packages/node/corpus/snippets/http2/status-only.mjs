// The status is all that is asked for: the stream stays open, and so does its session.
import { once } from 'node:events'
import { connect, constants } from 'node:http2'

export async function leak({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const stream = connect(origin, { ca }).request({ ':path': `${pathname}/big` }) // leak
  const [headers] = await once(stream, 'response')
  return headers[':status']
}

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const stream = connect(origin, { ca }).request({ ':path': `${pathname}/big` })
  const [headers] = await once(stream, 'response')
  stream.close(constants.NGHTTP2_CANCEL)
  return headers[':status']
}
