import type { CauseText } from './types.js'

export const poolPerRequest: CauseText = {
  id: 'pool-per-request',
  explanation: {
    title: 'A new client or pool for each request',
    what:
      'The program builds a new client, session or connection pool for every request. ' +
      'Each one opens its own connection, uses it once and leaves it idle until its idle timeout or the garbage collector takes it. ' +
      'Every request pays for a TCP and a TLS handshake, and descriptors, threads and the memory of the peer grow with the request rate.',
    recognised: [
      'many connections of one process to one remote, each of which carried one request',
      'they disappear again, all at about the same age (the idle timeout of the pool), and new ones take their place',
      'empty receive queues: the responses were read, unlike in a response leak',
      'the number of connections is about the request rate times the idle timeout',
    ],
    healthy: [
      'a burst: many requests at once need many connections, and afterwards these are reused (data_segs_out grows)',
      'a command-line program or a job that makes one request and ends',
      'HTTP/1.0 or Connection: close by choice: the connections end at once and leave TIME-WAIT instead',
    ],
    mend:
      'A client is the pool. Build it once, when the program starts, share it between all requests and threads, and close it when the program ends. ' +
      'Set its size and its idle timeout there, in one place.',
    verify: [
      "ss -Htin state established 'dport = :443' shows data_segs_out well above 1 on a few connections",
      "ss -Htan 'dport = :443' | wc -l stays near the number of simultaneous requests",
      'halfopen doctor --pid PID reports nothing for this remote',
    ],
    sources: [
      'RFC 9112 section 9.3 (persistence), section 9.4 (concurrency)',
      'Go net/http: "Clients should be reused instead of created as needed"',
      'aiohttp: client quick start, "Don\'t create a session per request"',
      'OkHttp: OkHttpClient, "OkHttpClients should be shared"',
      'nginx: ngx_http_upstream_module, keepalive',
    ],
  },
  remedies: {
    node: {
      summary: 'Create one Agent when the program starts and pass it to every request.',
      code: `import { Agent, fetch } from 'undici';

// One for the program. It closes idle connections before the upstream's timeout of 5 s does.
const dispatcher = new Agent({ connections: 50, keepAliveTimeout: 4_000 });

export function getItem(id) {
  return fetch('https://api.example.com/items/' + id, { dispatcher });
}
// node:http and https:
//   const agent = new https.Agent({ keepAlive: true, maxSockets: 50 });
//   https.get(url, { agent }, onResponse);`,
    },
    python: {
      summary: 'Keep one session for the life of the program; in aiohttp, one for the life of the application.',
      code: `import aiohttp
from aiohttp import web

async def upstream(app):                     # aiohttp: made once, closed at the end
    connector = aiohttp.TCPConnector(limit=50, keepalive_timeout=4)
    async with aiohttp.ClientSession(connector=connector) as session:
        app["upstream"] = session
        yield

app = web.Application()
app.cleanup_ctx.append(upstream)
# requests: session = requests.Session() at module level, then session.get(url, timeout=(3, 30))
# httpx:    client = httpx.Client() at module level, not httpx.get() for each request`,
    },
    java: {
      summary: 'Hold one client in a static final field or a singleton bean and share it between all threads.',
      code: `// Apache HttpClient 4.5: thread-safe, one for the program
private static final CloseableHttpClient CLIENT = HttpClients.custom()
    .setMaxConnPerRoute(50)
    .setMaxConnTotal(200)
    .evictExpiredConnections()
    .evictIdleConnections(30, TimeUnit.SECONDS)
    .build();
// JDK: each HttpClient has its own selector thread and pool, too
private static final HttpClient JDK_CLIENT = HttpClient.newBuilder()
    .connectTimeout(Duration.ofSeconds(3))
    .build();
// OkHttp: one OkHttpClient; variants with client.newBuilder() share its pool`,
    },
    go: {
      summary: 'Make one http.Client with one Transport for the program: the Transport is the pool.',
      code: `var client = &http.Client{
    Timeout: 30 * time.Second,
    Transport: &http.Transport{
        Proxy:               http.ProxyFromEnvironment,
        DialContext:         (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
        ForceAttemptHTTP2:   true,
        MaxIdleConns:        100,
        MaxIdleConnsPerHost: 50, // the default of 2 closes what a burst has opened
        IdleConnTimeout:     30 * time.Second,
        TLSHandshakeTimeout: 5 * time.Second,
    },
}`,
    },
    nginx: {
      summary:
        'Before 1.29.7 nginx opens a connection for each request to an upstream unless told to keep them: give it a pool.',
      code: `upstream app {
    server 127.0.0.1:9000;
    keepalive 32;                        # idle connections kept by each worker
    keepalive_timeout 30s;               # shorter than the idle timeout of the application
}
server {
    listen 8080;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;          # 1.0, the old default, closes after each response
        proxy_set_header Connection "";
    }
}`,
    },
    haproxy: {
      summary: 'Remove option httpclose and option http-server-close, and let requests share idle connections.',
      code: `backend app
    mode http
    option http-keep-alive               # not httpclose, not http-server-close
    http-reuse safe
    server app1 127.0.0.1:9000 pool-max-conn 50 pool-purge-delay 10s`,
    },
    general: {
      summary:
        'Move the construction of the client out of the request path; until then a pool of fewer, shorter idle connections eases it.',
      code: `# how many requests did each connection carry? data_segs_out:1 on all of them is the sign
ss -Htinp state established 'dport = :443' | grep -o 'data_segs_out:[0-9]*' | sort | uniq -c
# how fast do they come? active opens per second
nstat -az TcpActiveOpens; sleep 10; nstat TcpActiveOpens
halfopen doctor --pid PID --for 30s`,
    },
  },
}
