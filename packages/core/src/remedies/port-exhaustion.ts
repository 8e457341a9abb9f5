import type { CauseText } from './types.js'

export const portExhaustion: CauseText = {
  id: 'port-exhaustion',
  explanation: {
    title: 'No local ports left towards a remote',
    what:
      'Every connection to one remote address and port needs a local port of its own from the ephemeral range, about 28,000 by default. ' +
      'A connection that this side has closed keeps its port for 60 s in TIME-WAIT. ' +
      'A program that opens a connection for each request runs out at about 470 new connections a second, and connect fails with EADDRNOTAVAIL ("Cannot assign requested address").',
    recognised: [
      'TIME-WAIT and live connections to one remote come near the number of ports in ip_local_port_range',
      'most of them in TIME-WAIT: churn; most of them live: a leak or really many connections',
      'TIME-WAIT has no owner: the process is the one whose live connections go to the same remote',
    ],
    healthy: [
      'thousands of TIME-WAIT with different remotes: a busy server that closes first; each costs some hundred bytes and no port',
      'TIME-WAIT far below the port range: the normal end of connections',
      'the range is per remote address and port: 20,000 to each of two remotes are no trouble',
    ],
    mend:
      'Reuse connections: a pool with HTTP keep-alive makes thousands of requests from a handful of ports. ' +
      'Only where that is impossible widen the port range, let the kernel reuse TIME-WAIT ports (tcp_tw_reuse, safe with timestamps), or use more source addresses or remote addresses. ' +
      'Never shorten TIME-WAIT by SO_LINGER 0: it sends RSTs and loses data.',
    verify: [
      "ss -Htan state time-wait 'dport = :8080' | wc -l falls to a few hundred within a minute of the change",
      'nstat TcpActiveOpens over 10 s: new connections far fewer than requests',
      'halfopen doctor --for 10s reports nothing for this remote',
    ],
    sources: [
      'RFC 9293 section 3.3.2 and 3.6.1 (TIME-WAIT); RFC 6191 (reducing TIME-WAIT by timestamps)',
      'RFC 6056 (port randomization)',
      'Linux Documentation/networking/ip-sysctl.rst: ip_local_port_range, tcp_tw_reuse, ip_local_reserved_ports',
      'Linux net/ipv4/inet_hashtables.c, __inet_hash_connect',
      'nginx: ngx_http_upstream_module, keepalive; ngx_http_proxy_module, proxy_bind',
      'HAProxy configuration manual: source, http-reuse',
    ],
  },
  remedies: {
    node: {
      summary: 'Send all requests through one keep-alive agent; never agent: false or a new Agent for each request.',
      code: `import { Agent, fetch } from 'undici';

// at most 100 ports to each upstream
const dispatcher = new Agent({ connections: 100, keepAliveTimeout: 4_000 });
const response = await fetch(url, { dispatcher });
await response.arrayBuffer();       // an unread body cannot be reused
// node:http
const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
http.get(url, { agent }, (r) => r.resume());`,
    },
    python: {
      summary: 'Use one Session: requests.get() opens and closes a connection for every call.',
      code: `import requests
from requests.adapters import HTTPAdapter

session = requests.Session()
adapter = HTTPAdapter(pool_connections=10, pool_maxsize=100, pool_block=True)
session.mount("http://", adapter)
session.mount("https://", adapter)

def call(url):
    # pool_maxsize below the number of threads, without pool_block: the surplus is closed
    return session.get(url, timeout=(3, 30)).json()`,
    },
    java: {
      summary:
        'Raise the limit per route of the shared client and read every body, so that connections go back to the pool.',
      code: `// Apache HttpClient 4.5: the default is 2 connections for each route, 20 in all
CloseableHttpClient client = HttpClients.custom()
    .setMaxConnPerRoute(100)
    .setMaxConnTotal(400)
    .evictIdleConnections(30, TimeUnit.SECONDS)
    .build();
try (CloseableHttpResponse response = client.execute(new HttpGet(uri))) {
    EntityUtils.consume(response.getEntity());      // reused; close() alone closes it
}
// HttpURLConnection: read getInputStream() or getErrorStream() to the end;
// java -Dhttp.maxConnections=100 (idle connections kept for each host, default 5)`,
    },
    go: {
      summary:
        'Raise MaxIdleConnsPerHost from its 2 and drain every body: both make the Transport close what it could reuse.',
      code: `transport := http.DefaultTransport.(*http.Transport).Clone()
transport.MaxIdleConns = 200
transport.MaxIdleConnsPerHost = 100
transport.MaxConnsPerHost = 200
client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
resp, err := client.Get(url)
if err != nil {
    return err
}
defer resp.Body.Close()
_, err = io.Copy(io.Discard, resp.Body) // unread rest = closed connection = one more port
return err`,
    },
    nginx: {
      summary: 'Keep upstream connections; where that is not enough, spread them over several source addresses.',
      code: `upstream app {
    server 10.0.0.5:8080;
    keepalive 64;
    keepalive_timeout 30s;
}
split_clients "$remote_addr$remote_port" $source {      # each has a port range of its own
    50% 10.0.0.11;
    *   10.0.0.12;
}
server {
    listen 80;
    location / {
        proxy_pass http://app; proxy_bind $source;
        proxy_http_version 1.1; proxy_set_header Connection "";
    }
}`,
    },
    haproxy: {
      summary:
        'Reuse server connections; where that is not enough, give each server line its own source address and port range.',
      code: `backend app
    mode http
    http-reuse aggressive
    option http-keep-alive
    server app1a 10.0.0.5:8080 source 10.0.0.11:1025-65000 maxconn 20000
    server app1b 10.0.0.5:8080 source 10.0.0.12:1025-65000 maxconn 20000`,
    },
    general: {
      summary: 'See which remote uses the ports up, then reuse connections; the sysctls below only widen the limit.',
      code: `ss -Htan | awk '$1 != "LISTEN" {print $1, $5}' | sort | uniq -c | sort -rn | head
sysctl net.ipv4.ip_local_port_range
# keep the ports of your own services out of it
sysctl -w net.ipv4.ip_local_reserved_ports=8080,9000
sysctl -w net.ipv4.ip_local_port_range='10240 65535'
# reuse a port in TIME-WAIT after one second, outgoing only; needs tcp_timestamps=1
sysctl -w net.ipv4.tcp_tw_reuse=1
halfopen doctor --for 10s`,
    },
  },
}
