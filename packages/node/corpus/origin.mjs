// The servers that the snippets talk to: HTTP, HTTPS, HTTP/2, and a proxy that tunnels. A process of its own: told to
// its parent as one message, and gone when the parent is.
//
// Only the last part of a path chooses the answer, so that each snippet has paths of its own:
// `/fetch/error-status/leak/forbidden`.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createSecureHttp1Server } from 'node:https'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { CERTIFICATE, KEY } from './certificate.mjs'

/** More than sockets and streams buffer on their own: kernel's buffers on loopback take some megabytes at most. */
const BIG = Buffer.alloc(1_000_000, 'x')
/** A load balancer's error page, of the size that they have when they carry a logo. */
const PAGE = Buffer.from(
  `<html>${'<!-- padding to disable MSIE and Chrome friendly error page -->'.repeat(8000)}</html>`,
)
/** Stored, not squeezed: big on the wire too. */
const GZIP = gzipSync(BIG, { level: 0 })

const flaky = new Map()

const ROUTES = {
  big: (_request, response) => response.end(BIG),
  small: (_request, response) => response.end('{"small":true}'),
  forbidden: (_request, response) => page(response, 403),
  unavailable: (_request, response) => page(response, 503),
  missing: (_request, response) => page(response, 404),
  /** Fails twice, then answers. */
  flaky(request, response) {
    const calls = (flaky.get(request.url) ?? 0) + 1
    flaky.set(request.url, calls)
    if (calls < 3) page(response, 503)
    else response.end(BIG)
  },
  /** Later than its client likes to wait. */
  late: (_request, response) => setTimeout(() => response.end(BIG), 300),
  never: () => undefined,
  events: (_request, response) => drip(response, Infinity),
  /** For as long as somebody takes it. */
  endless: (_request, response) => pour(response.on('drain', () => pour(response))),
  /** Headers at once, the rest over two seconds. */
  poll: (_request, response) => drip(response, 40),
  drops: (_request, response) => drip(response, 5),
  gzip: (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(GZIP),
  empty: (_request, response) => response.writeHead(204).end(),
  unchanged: (_request, response) => response.writeHead(304).end(),
  /** A redirect with an error page's worth of body. */
  moved: (_request, response) => response.writeHead(302, { location: 'big' }).end(PAGE),
  redirect: (_request, response) => response.writeHead(302, { location: 'redirect2' }).end('elsewhere'),
  redirect2: (_request, response) => response.writeHead(307, { location: 'big' }).end('elsewhere'),
  echo: (request, response) => request.pipe(response),
  /** What came with the request, but for its host, whose port is another each time. */
  headers: ({ rawHeaders }, response) =>
    response.end(JSON.stringify(rawHeaders.filter((text) => !text.startsWith('127')))),
  /** Closes instead of answering. */
  reset: (request) => request.socket.resetAndDestroy(),
  /** Announces more than it sends. */
  truncated(_request, response) {
    response.writeHead(200, { 'content-length': 2000 }).write('x'.repeat(1000))
    setTimeout(() => response.destroy(), 50)
  },
  /** News on the way to the answer. */
  hints(_request, response) {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    response.end('hinted')
  },
  loop: (_request, response) => response.writeHead(302, { location: 'loop' }).end(),
}

function page(response, status) {
  response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE)
}

/** A piece now and then, as server-sent events. */
function drip(response, pieces) {
  let left = pieces
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write('data: first\n\n')
  const timer = setInterval(() => {
    left -= 1
    if (left > 0) response.write('data: more\n\n')
    else response.end('data: end\n\n')
  }, 50)
  response.on('close', () => clearInterval(timer))
}

function pour(response) {
  while (response.write(PAGE));
}

function answer(request, response) {
  const [path] = request.url.split('?')
  const route = ROUTES[path.slice(path.lastIndexOf('/') + 1)]
  response.on('error', () => undefined)
  if (route === undefined) page(response, 404)
  else route(request, response)
}

const PORTS = {
  http: createServer(answer).on('upgrade', upgrade).on('connect', tunnel),
  https: createSecureHttp1Server({ key: KEY, cert: CERTIFICATE }, answer),
  http2: createSecureServer({ key: KEY, cert: CERTIFICATE }, answer),
  /** Allows two streams at a time. */
  narrow: createSecureServer({ key: KEY, cert: CERTIFICATE, settings: { maxConcurrentStreams: 2 } }, answer),
}

/** Says a word each way, and keeps the connection. */
function upgrade(_request, socket) {
  socket
    .on('error', () => socket.destroy())
    .on('end', () => socket.destroy())
    .resume()
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello')
}

function tunnel(request, socket, head) {
  const [host, port] = request.url.split(':')
  const upstream = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) upstream.write(head)
    socket.pipe(upstream).pipe(socket)
  })
  const close = () => (socket.destroy(), upstream.destroy())
  upstream.on('error', close).on('close', close)
  socket.on('error', close).on('close', close)
}

process.on('disconnect', () => process.exit())
const origins = {}
for (const [name, server] of Object.entries(PORTS)) {
  // Longer than any of this lasts, however busy the machine is.
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origins[name] = `${name === 'http' ? 'http' : 'https'}://127.0.0.1:${server.address().port}`
}
process.send(origins)
