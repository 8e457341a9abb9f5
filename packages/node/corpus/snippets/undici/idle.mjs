// A pool whose connections are idle between two requests.
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from '#undici'

export async function correct({ http }) {
  const { origin, pathname } = new URL(http)
  const pool = new Pool(origin, { connections: 3 })
  const call = async () => (await pool.request({ path: `${pathname}/big`, method: 'GET' })).body.text()
  await Promise.all([call(), call(), call()])
  await sleep(1500)
  await call()
}
