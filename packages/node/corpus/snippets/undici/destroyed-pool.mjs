// A pool is destroyed while requests wait in it: no channel tells of their end.
import { Pool } from '#undici'

export async function correct({ http }) {
  const { origin, pathname } = new URL(http)
  const pool = new Pool(origin, { connections: 1 })
  const call = () => pool.request({ path: `${pathname}/never`, method: 'GET' }).catch((error) => error)
  const calls = [call(), call(), call()]
  await pool.destroy()
  await Promise.all(calls)
  await call()
}
