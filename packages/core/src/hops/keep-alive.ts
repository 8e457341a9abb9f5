/**
 * TCP keep-alive settings for a measured path, as numbers and as code.
 * Option names as in tcp(7); defaults of the clients as measured in the hops table.
 */

/** What the advice is written for. */
export const KEEP_ALIVE_ADVICE_FOR = [
  'curl',
  'python-requests',
  'java',
  'go',
  'node-fetch',
  'node-http',
  'nginx',
  'haproxy',
  'sysctl',
] as const
export type KeepAliveAdviceFor = (typeof KEEP_ALIVE_ADVICE_FOR)[number]

/** TCP keep-alive: silence before the first probe, time between unanswered ones, and how many of those are death. */
export interface KeepAliveTimes {
  readonly timeS: number
  readonly intervalS: number
  readonly probes: number
}

/** A probe a minute costs nothing, passes under every default in the table, and is what curl and fetch do by themselves. */
const LONGEST_TIME_S = 60
/** So that two probes may be lost before the path forgets. */
const SHARE_OF_TIMEOUT = 3
/** tcp(7): whole seconds. */
const SHORTEST_TIME_S = 1
const PROBES = 5

/**
 * Keep-alive settings that hold a path open whose idle timeout is at least
 * `idleTimeoutMs`: a third of it, at most 60 s. undefined where even the
 * kernel's shortest time, one second, may come too late.
 */
export function keepAliveTimes(idleTimeoutMs: number): KeepAliveTimes | undefined {
  const timeoutS = idleTimeoutMs / 1000
  if (timeoutS < 2 * SHORTEST_TIME_S) return undefined
  const timeS = Math.max(SHORTEST_TIME_S, Math.min(LONGEST_TIME_S, Math.floor(timeoutS / SHARE_OF_TIMEOUT)))
  return { timeS, intervalS: Math.max(1, Math.min(10, Math.floor(timeS / 4))), probes: PROBES }
}

/** The settings as code or configuration to paste. */
export function keepAliveCode(client: KeepAliveAdviceFor, times: KeepAliveTimes): string {
  switch (client) {
    case 'curl':
      return curl(times)
    case 'python-requests':
      return pythonRequests(times)
    case 'java':
      return java(times)
    case 'go':
      return go(times)
    case 'node-fetch':
      return nodeFetch(times)
    case 'node-http':
      return nodeHttp(times)
    case 'nginx':
      return nginx(times)
    case 'haproxy':
      return haproxy(times)
    case 'sysctl':
      return sysctl(times)
  }
}

const curl = ({ timeS }: KeepAliveTimes): string =>
  `curl --keepalive-time ${timeS} URL      # time and interval; the default is 60`

const pythonRequests = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `import socket, requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

class KeepAliveAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        kwargs["socket_options"] = HTTPConnection.default_socket_options + [
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, ${timeS}),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ${intervalS}),
            (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, ${probes})]
        super().init_poolmanager(*args, **kwargs)

session = requests.Session()
session.mount("http://", KeepAliveAdapter())
session.mount("https://", KeepAliveAdapter())`

const java = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `// Apache HttpClient 5.3
SocketConfig config = SocketConfig.custom().setSoKeepAlive(true)
    .setTcpKeepIdle(${timeS}).setTcpKeepInterval(${intervalS}).setTcpKeepCount(${probes}).build();
// any socket of one's own, Java 11
socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, ${timeS});
socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ${intervalS});
socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ${probes});
// java.net.http.HttpClient has no such option: give each request a timeout`

const go = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `// KeepAliveConfig: Go 1.23; before it KeepAlive: ${timeS} * time.Second sets time and interval
dialer := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
    Enable: true, Idle: ${timeS} * time.Second, Interval: ${intervalS} * time.Second, Count: ${probes}}}
transport := http.DefaultTransport.(*http.Transport).Clone()
transport.DialContext = dialer.DialContext
client := &http.Client{Transport: transport}`

const nodeFetch = ({ timeS }: KeepAliveTimes): string =>
  `import { Agent, setGlobalDispatcher } from 'undici'

// the interval is 1 s and 10 probes, fixed; fetch's own default is 60 s
setGlobalDispatcher(new Agent({ connect: { keepAlive: true, keepAliveInitialDelay: ${timeS * 1000} } }))`

const nodeHttp = ({ timeS }: KeepAliveTimes): string =>
  `import http from 'node:http'

// new http.Agent() arms none by default; the interval is 1 s and 10 probes, fixed
const agent = new http.Agent({ keepAlive: true, keepAliveMsecs: ${timeS * 1000} })
http.get(url, { agent }, onResponse).once('socket', (socket) => socket.setKeepAlive(true, ${timeS * 1000}))`

const nginx = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `# towards clients
listen 80 so_keepalive=${timeS}s:${intervalS}s:${probes};
# towards upstreams; the times are those of sysctl
proxy_socket_keepalive on;`

const haproxy = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `defaults
    option clitcpka
    clitcpka-idle ${timeS}s
    clitcpka-intvl ${intervalS}s
    clitcpka-cnt ${probes}
    option srvtcpka
    srvtcpka-idle ${timeS}s
    srvtcpka-intvl ${intervalS}s
    srvtcpka-cnt ${probes}`

const sysctl = ({ timeS, intervalS, probes }: KeepAliveTimes): string =>
  `# only for sockets that have SO_KEEPALIVE and no time of their own
sysctl -w net.ipv4.tcp_keepalive_time=${timeS} net.ipv4.tcp_keepalive_intvl=${intervalS} net.ipv4.tcp_keepalive_probes=${probes}`
