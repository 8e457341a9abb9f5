import type { CauseText } from './types.js'

export const noKeepAlive: CauseText = {
  id: 'no-keep-alive',
  explanation: {
    title: 'Waiting in silence without TCP keep-alive',
    what:
      'The program waits for an answer on a connection that sends nothing meanwhile, and TCP keep-alive is off or starts too late. ' +
      'A load balancer, NAT or firewall on the path forgets a connection that has been silent for its idle timeout (often 240 s to 350 s), without telling either end. ' +
      'The answer is then lost on the way: the log of the server says 200, and the client waits for ever.',
    recognised: [
      'ESTABLISHED, empty queues, a request sent and no answer for a while, and no timer: keep-alive is off',
      'or the keep-alive timer is armed with a time above the idle timeout of a known or measured hop',
      'the remote is not on this host: a middlebox can be on the path',
      'last_data_recv and last_ack_recv grow together: nothing at all arrives',
    ],
    healthy: [
      'connections over loopback: nothing in between can forget them',
      'an application that sends its own pings (WebSocket, HTTP/2 PING, gRPC): last_ack_recv starts anew with each',
      'a retransmit or zero-window timer hides the keep-alive timer, so it proves nothing',
      'a keep-alive time below the limit of every hop on the path',
    ],
    mend:
      'Let the kernel send TCP keep-alive probes more often than the shortest idle timeout on the path: a keep-alive time of 60 s suits the usual ones. ' +
      'The probes keep the entry in the middlebox alive and report a dead path in time + interval x probes. ' +
      'They do not pass proxies that end the connection (layer 7): against their idle timeout only data helps, for example a progress line or an HTTP/2 PING. ' +
      'Add a timeout to every request as well.',
    verify: [
      "ss -tno state established 'dport = :443' shows timer:(keepalive,...) of at most 60 s on each connection",
      'a request that takes longer than the idle timeout of the path is answered',
      'halfopen doctor --pid PID reports nothing while the program waits',
    ],
    sources: [
      'RFC 9293 section 3.8.4 and RFC 1122 section 4.2.3.6 (TCP keep-alives: off by default, two hours)',
      'tcp(7): TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT',
      'Linux net/ipv4/tcp_timer.c, tcp_keepalive_timer; net/ipv4/inet_diag.c, idiag_timer',
      'AWS: Network Load Balancer, connection idle timeout (350 s for TCP, 60 s to 6000 s)',
      'Azure: Load Balancer, TCP idle timeout (4 minutes)',
      'HAProxy configuration manual: option srvtcpka, srvtcpka-idle',
    ],
  },
  remedies: {
    node: {
      summary:
        'Set the keep-alive time on the sockets: fetch and undici use 60 s by themselves, new http.Agent() uses none.',
      code: `import http from 'node:http';
import { Agent } from 'undici';

// every connection of this agent, also while it waits for an answer
const agent = new http.Agent({ keepAlive: true, keepAliveMsecs: 60_000 });
http.get(url, { agent }, onResponse);
// one request with any agent
http.get(url, onResponse).once('socket', (socket) => socket.setKeepAlive(true, 60_000));
// undici; then fetch(url, { dispatcher })
const dispatcher = new Agent({ connect: { keepAlive: true, keepAliveInitialDelay: 60_000 } });
// a server: connections from its clients
http.createServer({ keepAlive: true, keepAliveInitialDelay: 60_000 }, handler);`,
    },
    python: {
      summary: 'Pass the socket options to the pool: requests, urllib3 and http.client leave TCP keep-alive off.',
      code: `import socket, requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

KEEP_ALIVE = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
              (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),    # seconds of silence
              (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),   # between probes
              (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 5)]      # unanswered: dead
class KeepAliveAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        kwargs["socket_options"] = HTTPConnection.default_socket_options + KEEP_ALIVE
        super().init_poolmanager(*args, **kwargs)
session = requests.Session()
session.mount("https://", KeepAliveAdapter())      # and "http://"
# http.client: connection.connect(), then connection.sock.setsockopt(*option) for each`,
    },
    java: {
      summary:
        'Switch on SO_KEEPALIVE and set TCP_KEEPIDLE: without the latter Java waits for the two hours of the kernel.',
      code: `// Apache HttpClient 4.5; for https override SSLConnectionSocketFactory in the same way
ConnectionSocketFactory plain = new PlainConnectionSocketFactory() {
    @Override public Socket createSocket(HttpContext context) throws IOException {
        Socket socket = super.createSocket(context);
        socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE, 60);        // seconds
        socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
        return socket;
    }
};
PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(
    RegistryBuilder.<ConnectionSocketFactory>create().register("http", plain).build());
pool.setDefaultSocketConfig(SocketConfig.custom().setSoKeepAlive(true).build());  // needed, too
// HttpClient 5.3: SocketConfig.custom().setSoKeepAlive(true).setTcpKeepIdle(60)
//                     .setTcpKeepInterval(10).setTcpKeepCount(5).build()
// JDK HttpClient has no such option: .timeout(Duration) on each request; see libkeepalive`,
    },
    go: {
      summary: 'net.Dialer probes after 15 s by default: look for a negative KeepAlive or a hand-made DialContext.',
      code: `dialer := &net.Dialer{
    Timeout:   3 * time.Second,
    KeepAlive: 60 * time.Second, // idle time and interval; negative switches it off
}
transport := http.DefaultTransport.(*http.Transport).Clone()
transport.DialContext = dialer.DialContext
client := &http.Client{Transport: transport, Timeout: 20 * time.Minute}`,
    },
    nginx: {
      summary:
        'Switch it on towards the upstream and on the listener; the upstream side takes its times from the kernel.',
      code: `# sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=10
server {
    listen 80 so_keepalive=60s:10s:5;     # time, interval, probes: towards the clients
    location / {
        proxy_pass http://10.0.0.5:8080;
        proxy_socket_keepalive on;        # towards the upstream, times from sysctl
        proxy_read_timeout 1200s;         # the longest answer that is awaited
    }
}`,
    },
    haproxy: {
      summary: 'Switch it on for both sides and set the times: without them the two hours of the kernel apply.',
      code: `defaults
    mode http
    option clitcpka
    clitcpka-idle 60s
    clitcpka-intvl 10s
    clitcpka-cnt 5
    option srvtcpka
    srvtcpka-idle 60s
    srvtcpka-intvl 10s
    srvtcpka-cnt 5
    timeout connect 3s
    timeout client 20m               # the longest answer that is awaited
    timeout server 20m`,
    },
    general: {
      summary:
        'Set the keep-alive time below the path limit: for sockets that ask for it by sysctl, for the others by preloading.',
      code: `# who has none: lines without timer:(keepalive
ss -tnop state established 'dport = :443' | grep -v keepalive
# the times of every socket that has SO_KEEPALIVE and no time of its own
sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=10 \\
          net.ipv4.tcp_keepalive_probes=5
# a program that cannot be changed and uses libc (Debian: apt install libkeepalive0)
LD_PRELOAD=libkeepalive.so KEEPIDLE=60 KEEPINTVL=10 KEEPCNT=5 ./program`,
    },
  },
}
