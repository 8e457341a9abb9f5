import type { CauseText } from './types.js'

export const silentDrop: CauseText = {
  id: 'silent-drop',
  explanation: {
    title: 'The path is dead and nobody says so',
    what:
      'What this end sends is no longer acknowledged: a middlebox has forgotten the connection, a route or a host has gone, and no RST comes back. ' +
      'The kernel sends the same segment again, at growing intervals, for about 15 minutes before it gives up. ' +
      'Meanwhile the application waits, its thread and its pool slot are taken, and new requests on the same connection share its fate.',
    recognised: [
      'the retransmit timer runs, and retransmits and backoff grow between two looks',
      'or keep-alive probes stay unanswered: timer keep-alive and a retransmit count above 0',
      'the send queue does not shrink and last_ack_recv grows',
      'other connections of this host to the same network may well be healthy',
    ],
    healthy: [
      'a single retransmission on a lossy path: the next look shows it acknowledged and the backoff gone',
      'a slow server: the request was acknowledged, nothing is in flight and no timer runs',
      'a peer that does not read: it acknowledges, with a window of zero (timer 4)',
    ],
    mend:
      'Decide how long unacknowledged data may stay unacknowledged, and say so to the kernel with TCP_USER_TIMEOUT, or for the whole host with tcp_retries2. ' +
      'Give every request a timeout of its own. ' +
      'Find the hop that dropped the connection: its idle timeout, a failover, a firewall rule, a path MTU; a keep-alive time below its timeout prevents the next one.',
    verify: [
      "ss -tno state established 'dport = :443' shows no timer:(on,...) with a retransmit count above 2",
      'nstat -az TcpRetransSegs TcpExtTCPTimeouts stand still or grow slowly',
      'halfopen doctor --for 30s reports nothing for this remote',
    ],
    sources: [
      'RFC 9293 section 3.8.3 (connection failures, R1 and R2)',
      'RFC 5482 (TCP User Timeout Option); tcp(7): TCP_USER_TIMEOUT',
      'Linux net/ipv4/tcp_timer.c, tcp_write_timeout; Documentation/networking/ip-sysctl.rst, tcp_retries2',
      'Linux Documentation/networking/nf_conntrack-sysctl.rst, nf_conntrack_tcp_timeout_*',
      'HAProxy configuration manual: tcp-ut',
    ],
  },
  remedies: {
    node: {
      summary:
        'Bound every request with a signal and the socket with a timeout: Node cannot set TCP_USER_TIMEOUT, the host can.',
      code: `import { Agent, fetch } from 'undici';

const dispatcher = new Agent({
  headersTimeout: 30_000,                       // until the status line
  bodyTimeout: 30_000,                          // between two pieces of the body
  connect: { keepAliveInitialDelay: 60_000 },   // notice a dead path while waiting
});
const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(60_000) });
// node:http: the timeout only tells; destroy ends the connection
const request = http.get(url, { timeout: 30_000 }, onResponse);
request.once('timeout', () => request.destroy(new Error('no answer for 30 s')));
// for the whole host: sysctl -w net.ipv4.tcp_retries2=8`,
    },
    python: {
      summary: 'Set TCP_USER_TIMEOUT on the sockets of the pool and a timeout on every request.',
      code: `import socket, requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

OPTIONS = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
           (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),
           (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 30_000)]   # milliseconds
class BoundedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        kwargs["socket_options"] = HTTPConnection.default_socket_options + OPTIONS
        super().init_poolmanager(*args, **kwargs)
session = requests.Session()
session.mount("https://", BoundedAdapter())
session.get(url, timeout=(3, 30))          # connect; between two reads`,
    },
    java: {
      summary:
        'Give every request a response timeout; Java has no TCP_USER_TIMEOUT, so lower tcp_retries2 on the host.',
      code: `// Apache HttpClient 4.5 (milliseconds)
RequestConfig config = RequestConfig.custom()
    .setConnectTimeout(3000)
    .setSocketTimeout(30000)                 // between two packets
    .setConnectionRequestTimeout(3000)       // for a slot of the pool
    .build();
CloseableHttpClient client = HttpClients.custom().setDefaultRequestConfig(config).build();
// HttpClient 5: RequestConfig.custom().setResponseTimeout(Timeout.ofSeconds(30))
// JDK: HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30))   until the headers
// OkHttp: .readTimeout(30, SECONDS).writeTimeout(30, SECONDS).callTimeout(60, SECONDS)
// Netty: bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, 30_000)`,
    },
    go: {
      summary: 'Bound the request with a context and set TCP_USER_TIMEOUT in the Control function of the dialer.',
      code: `const tcpUserTimeout = 18 // linux/tcp.h; also unix.TCP_USER_TIMEOUT
dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 60 * time.Second,
    Control: func(_, _ string, raw syscall.RawConn) error {
        var err error
        if e := raw.Control(func(fd uintptr) {
            err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, 30_000)
        }); e != nil {
            return e
        }
        return err
    }}
transport := http.DefaultTransport.(*http.Transport).Clone()
transport.DialContext = dialer.DialContext
client := &http.Client{Transport: transport, Timeout: 60 * time.Second}`,
    },
    nginx: {
      summary:
        'Bound both directions, probe the silent side, and answer a request of a dead upstream from another one.',
      code: `upstream app {
    server 10.0.0.5:8080;
    server 10.0.0.6:8080;
}
server {
    listen 80 so_keepalive=60s:10s:5;
    send_timeout 30s;
    reset_timedout_connection on;
    location / {
        proxy_pass http://app;
        proxy_socket_keepalive on;
        proxy_connect_timeout 3s; proxy_send_timeout 30s; proxy_read_timeout 30s;
        proxy_next_upstream error timeout;
    }
}`,
    },
    haproxy: {
      summary: 'Set tcp-ut on both sides: the connection ends when its data stays unacknowledged for that time.',
      code: `defaults
    mode http
    timeout connect  3s
    timeout client  30s
    timeout server  30s
    option redispatch
frontend web
    bind :80 tcp-ut 30s
    default_backend app
backend app
    option srvtcpka
    srvtcpka-idle 60s
    server app1 10.0.0.5:8080 check tcp-ut 30s
    server app2 10.0.0.6:8080 check tcp-ut 30s`,
    },
    general: {
      summary: 'Give up after about 100 s instead of 15 minutes, and find the hop that dropped the connection.',
      code: `# retransmit timers with their count: timer:(on,time,retransmits)
ss -tnoip state established | grep -A1 'timer:(on'
# 8 retransmits, about 100 s; RFC 1122 section 4.2.3.5 asks for no less than that
sysctl -w net.ipv4.tcp_retries2=8
# where does it end? (as root; the port of the service)
traceroute -T -p 443 api.example.com
# is the host's own connection tracking the one that forgets?
sysctl net.netfilter.nf_conntrack_tcp_timeout_established net.netfilter.nf_conntrack_count
halfopen doctor --for 30s`,
    },
  },
}
