// The error path leaves without giving the client back: after two failures this pool of two serves nobody.
import pg from 'pg'

export async function leak({ postgres }) {
  const pool = new pg.Pool({ connectionString: postgres, max: 2 })
  for (let call = 0; call < 4; call += 1) await leaking(pool).catch(() => undefined)
}

async function leaking(pool) {
  const client = await pool.connect() // leak
  const { rows } = await client.query('SELECT * FROM a_table_that_is_missing')
  client.release()
  return rows
}

export async function correct({ postgres }) {
  const pool = new pg.Pool({ connectionString: postgres, max: 2 })
  for (let call = 0; call < 4; call += 1) await releasing(pool).catch(() => undefined)
  await pool.end()
}

async function releasing(pool) {
  const client = await pool.connect()
  try {
    return (await client.query('SELECT * FROM a_table_that_is_missing')).rows
  } finally {
    client.release()
  }
}
