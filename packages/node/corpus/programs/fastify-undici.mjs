// A Fastify application that uses undici: every kind of request once, and all that is to be seen of it.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { pipeline as pipe } from 'node:stream/promises'
import Fastify from 'fastify'
import { Agent, Client as UndiciClient, fetch as fetchOfUndici, interceptors, pipeline, Pool, stream } from '#undici'
import { startServers } from '../servers.mjs'
import { Client } from './client.mjs'
import { digest, errorOf, Record } from './record.mjs'

const record = new Record()
const { http: origin } = await startServers('origin.mjs')
const pool = new Pool(origin, { connections: 2 })
for (const event of ['connect', 'disconnect', 'connectionError', 'drain'])
  pool.on(event, () => record.note('pool', event))
const following = new Agent().compose(interceptors.redirect({ maxRedirections: 3 }))

const app = Fastify({ forceCloseConnections: true })
const BODY = ['end', 'error', 'close']

app.get('/get/:path', async ({ params }, reply) => {
  const { statusCode, headers, trailers, body } = await pool.request({ path: `/${params.path}`, method: 'GET' })
  record.hear('app', body, BODY)
  const data = Buffer.from(await body.arrayBuffer())
  record.note(
    'app',
    statusCode,
    Object.keys(headers).filter((name) => name !== 'date'),
    trailers,
    digest(data),
  )
  return reply.code(statusCode === 304 ? 200 : statusCode).send(data)
})

app.get('/stream/:path', async ({ params }, reply) => {
  const { body } = await pool.request({ path: `/${params.path}`, method: 'GET' })
  record.hear('app', body, BODY)
  reply.hijack()
  await pipe(body, reply.raw).catch((error) => record.note('app', 'pipeline', errorOf(error)))
})

app.get('/written/:path', async ({ params }) => {
  const sink = new PassThrough()
  const chunks = sink.toArray()
  const { trailers } = await stream(`${origin}/${params.path}`, { method: 'GET', opaque: sink }, ({ opaque }) => opaque)
  return { trailers, digest: digest(Buffer.concat(await chunks)) }
})

app.get('/piped/:path', async ({ params }) => {
  const duplex = pipeline(`${origin}/${params.path}`, { method: 'GET' }, ({ body }) => body).end()
  record.hear('app', duplex, BODY)
  return { digest: digest(Buffer.concat(await duplex.toArray())) }
})

app.post('/upload', async (request) => {
  const { body } = await pool.request({ path: '/echo', method: 'POST', body: request.raw })
  return { digest: digest(Buffer.from(await body.arrayBuffer())) }
})
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

app.get('/let-go/:path', async ({ params }) => {
  const { statusCode, body } = await pool.request({ path: `/${params.path}`, method: 'GET' })
  record.hear('app', body, BODY)
  await body.dump()
  return { statusCode }
})

app.get('/destroyed/:path', async ({ params }) => {
  const { statusCode, body } = await pool.request({ path: `/${params.path}`, method: 'GET' })
  record.hear('app', body, BODY)
  body.destroy()
  await once(body, 'close')
  return { statusCode, errored: body.errored?.code }
})

app.get('/timeout', () => pool.request({ path: '/never', method: 'GET', headersTimeout: 1000 }))
app.get('/deadline', () => pool.request({ path: '/never', method: 'GET', signal: AbortSignal.timeout(500) }))
app.get('/refused', () => new Pool('http://127.0.0.1:1').request({ path: '/', method: 'GET' }))
app.get('/invalid', () => pool.request({ path: 'no-path', method: 'GET' }))
app.get('/closed', async () => {
  const closed = new UndiciClient(origin)
  await closed.close()
  return await closed.request({ path: '/', method: 'GET' })
})

app.get('/destroyed-pool', async () => {
  const doomed = new Pool(origin, { connections: 1 })
  const calls = Array.from({ length: 3 }, () => doomed.request({ path: '/never', method: 'GET' }))
  await doomed.destroy(new Error('doomed'))
  return (await Promise.allSettled(calls)).map(({ reason }) => errorOf(reason))
})

app.get('/followed', async () => {
  const { context, body } = await following.request({ origin, path: '/redirect', method: 'GET' })
  return { hops: context?.history?.length, digest: digest(await body.text()) }
})

app.get('/fetch/:which/:path', async ({ params: { which, path } }) => {
  const response = await (which === 'own' ? fetch : fetchOfUndici)(`${origin}/${path}`)
  const { ok, status, redirected, type, bodyUsed } = response
  return {
    ok,
    status,
    redirected,
    type,
    bodyUsed,
    copy: digest(await response.clone().text()),
    text: digest(await response.text()),
  }
})

app.get('/fetch-cancelled', async () => {
  const { status, body } = await fetch(`${origin}/events`)
  await body.cancel()
  return { status }
})

app.get('/upgrade', async () => {
  const { headers, socket } = await new UndiciClient(origin).upgrade({ path: '/socket', protocol: 'websocket' })
  const [word] = await once(socket, 'data')
  socket.destroy()
  return { headers, word: String(word) }
})

app.get('/tunnel', async () => {
  const { statusCode, socket } = await new UndiciClient(origin).connect({ path: new URL(origin).host })
  socket.write('GET /small HTTP/1.1\r\nHost: tunnelled\r\nConnection: close\r\n\r\n')
  const text = Buffer.concat(await socket.toArray()).toString()
  return { statusCode, first: text.split('\r\n')[0] }
})

app.get('/hints', async () => {
  const informed = []
  const onInfo = ({ statusCode, headers }) => informed.push([statusCode, headers])
  const { body } = await pool.request({ path: '/hints', method: 'GET', onInfo })
  return { informed, text: await body.text() }
})

app.get('/parallel', async () => {
  const narrow = new Pool(origin, { connections: 2 })
  const call = async () => (await narrow.request({ path: '/big', method: 'GET' })).body.text()
  const texts = await Promise.all(Array.from({ length: 10 }, call))
  const { connected } = narrow.stats
  await narrow.close()
  return { lengths: texts.map(({ length }) => length), connected }
})

app.setErrorHandler((error, _request, reply) => {
  record.note('app', errorOf(error))
  return reply.code(502).send(errorOf(error))
})

await app.listen({ port: 0, host: '127.0.0.1' })
const client = new Client(record, `http://127.0.0.1:${app.server.address().port}`)

const PATHS = [
  'big',
  'small',
  'gzip',
  'empty',
  'moved',
  'headers',
  'drops',
  'late',
  'forbidden',
  'missing',
  'unchanged',
]
for (const path of [...PATHS, 'reset', 'truncated']) await client.ask('GET', `/get/${path}`)
for (const path of ['big', 'drops', 'truncated']) await client.ask('GET', `/stream/${path}`)
for (const path of ['big', 'small', 'reset']) await client.ask('GET', `/written/${path}`)
for (const path of ['big', 'small', 'reset']) await client.ask('GET', `/piped/${path}`)
for (const path of ['small', 'forbidden', 'big']) await client.ask('GET', `/let-go/${path}`)
for (const path of ['big', 'events']) await client.ask('GET', `/destroyed/${path}`)
for (const which of ['own', 'npm']) {
  for (const path of ['big', 'redirect', 'gzip', 'missing', 'empty', 'loop', 'reset']) {
    await client.ask('GET', `/fetch/${which}/${path}`)
  }
}
const OTHERS = [
  'fetch-cancelled',
  'upgrade',
  'tunnel',
  'hints',
  'followed',
  'timeout',
  'deadline',
  'refused',
  'invalid',
]
for (const path of [...OTHERS, 'closed', 'destroyed-pool', 'parallel', 'nowhere']) await client.ask('GET', `/${path}`)
const upload = { 'content-type': 'application/octet-stream' }
await client.ask('POST', '/upload', { body: 'x'.repeat(200_000), headers: upload })
await client.ask('POST', '/upload', { body: 'y'.repeat(200_000), headers: { ...upload, expect: '100-continue' } })
for (const path of ['events', 'endless']) {
  const disconnected = once(pool, 'disconnect')
  await client.ask('GET', `/stream/${path}`, { hangUp: 'first-byte' })
  await disconnected
}
await client.ask('HEAD', '/get/small')

client.close()
await app.close()
await pool.close()
record.print()
