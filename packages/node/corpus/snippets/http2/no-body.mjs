// HEAD, 204 and 304 have no body: there is nothing to read.
import { once } from 'node:events'
import { connect } from 'node:http2'

export async function correct({ http2, ca }) {
  const { origin, pathname } = new URL(http2)
  const session = connect(origin, { ca })
  for (const path of ['empty', 'unchanged']) {
    await once(session.request({ ':path': `${pathname}/${path}` }), 'response')
  }
  await once(session.request({ ':method': 'HEAD', ':path': `${pathname}/big` }), 'response')
}
