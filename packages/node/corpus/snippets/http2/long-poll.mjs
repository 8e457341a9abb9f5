// A stream that is read as it comes, for longer than a leak is given.
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const session = connect(origin, { ca })
  const whole = await text(session.request({ ':path': `${pathname}/poll` }))
  if (!whole.endsWith('data: end\n\n')) throw new Error('not the whole')
  session.close()
}
