// An S3 server with one bucket. A process of its own: told to its parent as one message, and gone when the parent is.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'

const directory = mkdtempSync(join(tmpdir(), 'halfopen-s3-'))
// What is being written just now may come while it is removed.
process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 10 }))
process.on('disconnect', () => process.exit())

const configureBuckets = [{ name: 'bucket' }]
const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets })
const { port } = await server.run()
process.send({ s3: `http://127.0.0.1:${port}` })
