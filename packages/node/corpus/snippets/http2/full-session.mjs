// The server allows two streams at a time. Two unread, and all others wait for ever.
import { once } from 'node:events'
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'

const held = []

export async function leak({ narrow, ca }) {
  const { origin, pathname } = new URL(narrow)
  const session = connect(origin, { ca })
  await once(session, 'remoteSettings')
  for (let call = 0; call < 4; call += 1) {
    held.push(session.request({ ':path': `${pathname}/unavailable` })) // leak
  }
}

/** More requests than streams, all read: a queue is no leak. */
export async function correct({ narrow, ca }) {
  const { origin, pathname } = new URL(narrow)
  const session = connect(origin, { ca })
  await once(session, 'remoteSettings')
  const texts = Array.from({ length: 8 }, () => text(session.request({ ':path': `${pathname}/big` })))
  if ((await Promise.all(texts)).some(({ length }) => length !== 1_000_000)) throw new Error('not the whole')
  session.close()
}
