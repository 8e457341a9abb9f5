// A query that takes long, a queue behind it, and clients that are idle in their pool.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export async function correct({ postgres }) {
  const pool = new pg.Pool({ connectionString: postgres, max: 1 })
  const client = await pool.connect()
  const queued = pool.query('SELECT 1')
  await client.query('SELECT pg_sleep(2)')
  client.release()
  await queued
  await sleep(1500)
  await pool.end()
}
