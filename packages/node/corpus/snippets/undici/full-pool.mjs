// A pool of two. Two responses unread, and everything that comes after them waits for ever.
import { Pool } from '#undici'

const held = []

export async function leak({ http }) {
  const { origin, pathname } = new URL(http)
  const pool = new Pool(origin, { connections: 2 })
  for (let call = 0; call < 4; call += 1) {
    const answer = pool.request({ path: `${pathname}/forbidden`, method: 'GET' }) // leak
    held.push(answer)
    const { statusCode } = await answer
    if (statusCode === 200) return
  }
}

/** More requests than connections, all read: a queue is no leak. */
export async function correct({ http }) {
  const { origin, pathname } = new URL(http)
  const pool = new Pool(origin, { connections: 2 })
  const call = async () => (await pool.request({ path: `${pathname}/big`, method: 'GET' })).body.text()
  const texts = await Promise.all(Array.from({ length: 12 }, call))
  await pool.close()
  if (texts.some((text) => text.length !== 1_000_000)) throw new Error('not the whole')
}
