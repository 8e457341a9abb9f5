import type { CauseText } from './types.js'

export const staleReuse: CauseText = {
  id: 'stale-reuse',
  explanation: {
    title: "The server's idle timeout is shorter than the client's",
    what:
      'The client sends a request on an idle connection at the moment when the server closes it. ' +
      'The request crosses the FIN on the wire and is answered with a RST: "connection reset", "socket hang up", "RemoteDisconnected", a 502 from the proxy. ' +
      'It happens to a small share of requests, mostly after pauses, and nothing appears in the log of the server.',
    recognised: [
      'a FIN or RST from the server just as a connection is used that had been idle for long',
      'the idle times at which this happens gather around one value: the idle timeout of the server',
      'the pool of the client keeps connections for longer than that value',
      'RSTs sent by the server host grow (TcpOutRsts, TcpExtTCPAbortOnData)',
    ],
    healthy: [
      'the server closes an idle connection that nobody is using: a FIN, and the client drops it',
      'a restart of the server: all its connections end at once, whatever their idle time',
      'a request that is cancelled by the client: then the client sends the RST',
    ],
    mend:
      'On every hop the side that sends requests must give up an idle connection first: its idle timeout must be shorter than that of the side that answers, with a second or more to spare. ' +
      'Raise the timeout of the server, or lower the one of the client. ' +
      'Some requests will still meet a closing connection, so let idempotent requests be sent again once; never repeat a POST blindly.',
    verify: [
      'send a request, wait for a little less than the idle timeout of the client, send the next: a hundred times without an error',
      'the count of resets stands still under load: nstat -az TcpOutRsts TcpExtTCPAbortOnData on the server',
      'halfopen doctor --pid PID --for 60s reports nothing for this remote',
    ],
    sources: [
      'RFC 9112 section 9.3.1 (retrying requests), section 9.5 (failures and timeouts)',
      'RFC 9110 section 9.2.2 (idempotent methods)',
      'nginx: ngx_http_upstream_module, keepalive_timeout; ngx_http_proxy_module, proxy_next_upstream',
      'AWS: Application Load Balancer, attributes, connection idle timeout; troubleshooting, HTTP 502',
      'Node.js: http, server.keepAliveTimeout and the Keep-Alive response header',
    ],
  },
  remedies: {
    node: {
      summary:
        'As client keep idle connections for less time than the server; as server keep them longer than whoever is in front.',
      code: `import { Agent, interceptors } from 'undici';
// client: the upstream closes after 5 s; a Keep-Alive header of the server is respected, too
const dispatcher = new Agent({ keepAliveTimeout: 4_000, keepAliveMaxTimeout: 60_000 }).compose(
  interceptors.retry({ maxRetries: 1, methods: ['GET', 'HEAD', 'OPTIONS'] }),
);
// node:http: const agent = new http.Agent({ keepAlive: true, timeout: 4_000 });

// server: the load balancer in front keeps idle connections for 60 s
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;`,
    },
    python: {
      summary:
        'Keep idle connections for less time than the server (aiohttp), or repeat idempotent requests once (requests).',
      code: `import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

session = requests.Session()                       # requests has no idle timeout: repeat once
retry = Retry(total=1, allowed_methods={"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
session.mount("https://", HTTPAdapter(max_retries=retry))
# POST after a pause: session.close() first; the session then opens a fresh connection

# aiohttp client: TCPConnector(keepalive_timeout=4) for a server that closes after 5 s
# httpx client:   httpx.Client(limits=httpx.Limits(keepalive_expiry=4))
# servers behind a balancer of 60 s: gunicorn -k gthread --keep-alive 75
#                                    uvicorn --timeout-keep-alive 75`,
    },
    java: {
      summary: 'Limit the time a connection is kept, check it before use, and let the client evict idle ones.',
      code: `// Apache HttpClient 4.5; the server closes after 5 s
PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
pool.setValidateAfterInactivity(1000);                          // milliseconds
CloseableHttpClient client = HttpClients.custom()
    .setConnectionManager(pool)
    .setKeepAliveStrategy((response, context) -> 4000)          // milliseconds
    .evictIdleConnections(4, TimeUnit.SECONDS)
    .setRetryHandler(new DefaultHttpRequestRetryHandler(1, false))   // idempotent only
    .build();
// HttpClient 5: ConnectionConfig.custom().setValidateAfterInactivity(TimeValue.ofSeconds(1))
//               and .setKeepAliveStrategy((response, context) -> TimeValue.ofSeconds(4))
// JDK HttpClient: java -Djdk.httpclient.keepalive.timeout=4 (1200 s before JDK 20, then 30 s)
// Spring Boot behind a balancer of 60 s: server.tomcat.keep-alive-timeout=75s`,
    },
    go: {
      summary:
        'Set IdleConnTimeout below the idle timeout of the server, and IdleTimeout of a server above that of its clients.',
      code: `transport := http.DefaultTransport.(*http.Transport).Clone()
transport.IdleConnTimeout = 4 * time.Second // the upstream closes after 5 s
client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
// GET, HEAD, OPTIONS and TRACE are repeated by the Transport itself; a POST only if it says so:
req.Header.Set("Idempotency-Key", key)

server := &http.Server{Addr: ":8080", Handler: handler,
    ReadHeaderTimeout: 10 * time.Second,
    IdleTimeout:       75 * time.Second} // the load balancer in front: 60 s`,
    },
    nginx: {
      summary:
        'Keep idle upstream connections for less time than the application does, and client connections longer than the balancer.',
      code: `upstream app {
    server 127.0.0.1:9000;           # closes idle connections after 5 s
    keepalive 32;
    keepalive_timeout 4s;            # as client: give up first
}
server {
    listen 80;
    keepalive_timeout 75s;           # as server: the balancer in front gives up after 60 s
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_next_upstream error timeout;    # never repeats a POST unless told to
    }
}`,
    },
    haproxy: {
      summary: 'Purge idle server connections before the server does, and repeat safe requests that got no answer.',
      code: `defaults
    mode http
    timeout connect          3s
    timeout client          30s
    timeout server          30s
    timeout http-keep-alive 75s       # as server: the balancer in front gives up after 60 s
backend app
    http-reuse safe
    retries 2
    retry-on conn-failure empty-response
    http-request disable-l7-retry if !{ method GET HEAD OPTIONS }
    server app1 127.0.0.1:9000 pool-purge-delay 2s`,
    },
    general: {
      summary:
        'Make the client give up an idle connection first: its idle timeout must be shorter than that of the server.',
      code: `# the idle timeout of the server: one request, then the time until it closes (bash)
exec 3<>/dev/tcp/api.example.com/80
printf 'GET / HTTP/1.1\\r\\nHost: api.example.com\\r\\n\\r\\n' >&3
time cat <&3 >/dev/null
# resets while it happens
nstat -az TcpOutRsts TcpExtTCPAbortOnData; sleep 60; nstat TcpOutRsts TcpExtTCPAbortOnData
halfopen doctor --pid PID --for 60s`,
    },
  },
}
