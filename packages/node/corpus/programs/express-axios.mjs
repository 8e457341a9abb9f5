// An Express application that uses axios: every kind of request once, and all that is to be seen of it.
import { Agent } from 'node:http'
import { pipeline } from 'node:stream/promises'
import axios from 'axios'
import express from 'express'
import { startServers } from '../servers.mjs'
import { Client } from './client.mjs'
import { digest, errorOf, Record } from './record.mjs'

const record = new Record()
const { http: origin } = await startServers('origin.mjs')
const agent = new Agent({ keepAlive: true, maxSockets: 2 })
const upstream = axios.create({ baseURL: origin, httpAgent: agent, headers: { 'x-app': 'express' } })

const app = express()
app.disable('x-powered-by')

app.get('/get/:path', async (request, response) => {
  const { status, data, headers } = await upstream.get(`/${request.params.path}`, { responseType: 'arraybuffer' })
  record.note('app', status, headers['content-type'] ?? '', digest(data))
  response.send(data)
})

app.head('/head', async (_request, response) => {
  const { headers } = await upstream.head('/big')
  response.set('x-length', headers['content-length']).end()
})

/** Settles when the last stream is over. */
let streamed = Promise.resolve()

app.get('/stream/:path', async (request, response) => {
  const { data } = await upstream.get(`/${request.params.path}`, { responseType: 'stream' })
  record.hear('app', data, ['end', 'aborted', 'error', 'close'])
  const piped = pipeline(data, response).catch((error) => record.note('app', 'pipeline', errorOf(error)))
  // No more than a listener at a time: one more, and Node.js would warn, with the tracker or without.
  streamed = piped.then(() => data.closed || new Promise((resolve) => data.once('close', resolve)))
})

app.post('/upload', async (request, response) => {
  const { data } = await upstream.post('/echo', request, { responseType: 'stream', maxRedirects: 0 })
  await pipeline(data, response)
})

app.get('/timeout', async () => await upstream.get('/never', { timeout: 100 }))

app.get('/cancelled', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  await upstream.get('/events', { signal: controller.signal })
})

app.get('/let-go/:path', async (request, response) => {
  const options = { responseType: 'stream', validateStatus: () => true }
  const { status, data } = await upstream.get(`/${request.params.path}`, options)
  record.hear('app', data, ['end', 'aborted', 'error', 'close'])
  data.destroy()
  response.send(String(status))
})

app.get('/limited', async () => await upstream.get('/big', { maxContentLength: 1000 }))
app.get('/unfollowed', async () => await upstream.get('/moved', { maxRedirects: 0 }))
app.get('/refused', async () => await axios.get('http://127.0.0.1:1/'))

app.get('/parallel', async (_request, response) => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => upstream.get('/big')))
  response.json(
    answers.map(({ data, request }) => ({ length: data.length, reused: request.res?.req.reusedSocket })).length,
  )
})

app.use((error, _request, response, next) => {
  record.note('app', errorOf(error), { listeners: error.request?.listenerCount?.('error') })
  if (response.headersSent) return next(error)
  response.status(502).json({ code: error.code, message: error.message.replaceAll(origin, 'ORIGIN') })
})

const server = app.listen(0, '127.0.0.1')
server.keepAliveTimeout = 60_000
await new Promise((resolve) => server.on('listening', resolve))
const client = new Client(record, `http://127.0.0.1:${server.address().port}`)

for (const path of ['big', 'small', 'gzip', 'empty', 'redirect', 'moved', 'headers', 'drops', 'late', 'hints']) {
  await client.ask('GET', `/get/${path}`)
}
for (const path of ['forbidden', 'unavailable', 'missing', 'unchanged', 'reset', 'truncated', 'loop']) {
  await client.ask('GET', `/get/${path}`)
}
await client.ask('HEAD', '/head')
for (const path of ['big', 'drops', 'gzip', 'truncated']) await client.ask('GET', `/stream/${path}`)
for (const path of ['big', 'forbidden', 'events', 'gzip']) await client.ask('GET', `/let-go/${path}`)
for (const path of ['timeout', 'cancelled', 'limited', 'unfollowed', 'refused', 'parallel', 'nowhere']) {
  await client.ask('GET', `/${path}`)
}
await client.ask('POST', '/upload', { body: 'x'.repeat(200_000) })
await client.ask('POST', '/upload', { body: 'y'.repeat(200_000), headers: { expect: '100-continue' } })
for (const path of ['events', 'endless']) {
  await client.ask('GET', `/stream/${path}`, { hangUp: 'first-byte' })
  await streamed
}
await client.ask('GET', '/get/small')

client.close()
agent.destroy()
server.close(() => record.print())
