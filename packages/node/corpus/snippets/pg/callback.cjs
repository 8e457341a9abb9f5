// With callbacks: `done` has to be called on every path.
const { Pool } = require('pg')

exports.leak = function leak({ postgres }) {
  const pool = new Pool({ connectionString: postgres })
  // Called for its errors only, which is when there is no client.
  pool.connect((error, client, done) => (error === undefined ? client.query('SELECT 1') : done())) // leak
}

exports.correct = async function correct({ postgres }) {
  const pool = new Pool({ connectionString: postgres })
  await new Promise((resolve, reject) => {
    pool.connect((error, client, done) => {
      if (error !== undefined) return reject(error)
      client.query('SELECT 1', (error) => {
        done(error)
        resolve()
      })
    })
  })
}
