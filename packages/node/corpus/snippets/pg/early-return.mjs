// Nothing to do, and an early return: the client, and its transaction, stay open.
import pg from 'pg'

export async function leak({ postgres }) {
  const client = await new pg.Pool({ connectionString: postgres }).connect() // leak
  await client.query('BEGIN')
  const { rows } = await client.query('SELECT 1 WHERE false')
  if (rows.length === 0) return
  await client.query('COMMIT')
  client.release()
}

export async function correct({ postgres }) {
  const pool = new pg.Pool({ connectionString: postgres })
  const { rows } = await pool.query('SELECT 1 WHERE false')
  await pool.end()
  return rows
}
