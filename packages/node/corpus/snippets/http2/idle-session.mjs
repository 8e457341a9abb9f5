// A session that is idle between two requests.
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const session = connect(origin, { ca })
  const call = () => text(session.request({ ':path': `${pathname}/small` }))
  await call()
  await sleep(1500)
  await call()
  session.close()
}
