import type { CauseText } from './types.js'

export const connectBlackhole: CauseText = {
  id: 'connect-blackhole',
  explanation: {
    title: 'Connection attempts that nobody answers',
    what:
      'The program sends a SYN and gets neither an acceptance nor a refusal: a firewall drops it, the address belongs to no host, a route is missing, or the accept queue of the server is full. ' +
      'The kernel tries for about two minutes (six retransmits), and the caller waits as long unless it has a connect timeout. ' +
      'Threads and pool slots fill up with attempts that cannot succeed.',
    recognised: [
      'SYN-SENT towards one remote, with the retransmit count growing between two looks',
      'the same remote again and again, while other remotes answer',
      'no RST and no ICMP error: those would have ended the attempt at once',
    ],
    healthy: [
      'a SYN-SENT for some tens of milliseconds: the round trip to a distant host',
      'a single retransmitted SYN: it was lost, the second is answered after one second',
      'connection refused: the host answers, the service is down; no SYN-SENT remains',
    ],
    mend:
      'Give every client a connect timeout of a few seconds, apart from the timeout of the response: a healthy path answers a SYN in one round trip. ' +
      'Try another address after it (RFC 8305). ' +
      'Then mend the path: firewall rule, security group, route, name that resolves to a dead address, full accept queue. ' +
      'A firewall of your own should reject rather than drop what it denies to known clients.',
    verify: [
      'ss -tno state syn-sent prints nothing for the remote',
      'with the remote still down, the client reports its error after the connect timeout and not after two minutes',
      'halfopen doctor --for 10s reports nothing for this remote',
    ],
    sources: [
      'RFC 9293 section 3.5 (establishing a connection), section 3.8.3 (R2 for SYN segments: at least 3 minutes)',
      'RFC 8305 (Happy Eyeballs, version 2)',
      'Linux Documentation/networking/ip-sysctl.rst, tcp_syn_retries (6: about 127 s)',
      'Linux net/ipv4/tcp_timer.c, tcp_write_timeout',
      'Node.js: net.setDefaultAutoSelectFamilyAttemptTimeout (Node 20: 250 ms for each address)',
    ],
  },
  remedies: {
    node: {
      summary: 'Set the connect timeout of the dispatcher; with node:http watch the socket until it is connected.',
      code: `import { Agent, fetch } from 'undici';

const dispatcher = new Agent({ connect: { timeout: 3_000 } });   // default 10 s
const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(30_000) });

// node:http has no connect timeout of its own
const request = http.get(url, onResponse);
request.once('socket', (socket) => {
  if (!socket.connecting) return;
  const fail = () => request.destroy(new Error('no connection within 3 s'));
  const timer = setTimeout(fail, 3_000);
  for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
});`,
    },
    python: {
      summary: 'Give the timeout as a pair: the first number is for the connection, the second for the answer.',
      code: `import aiohttp, httpx, requests

requests.get(url, timeout=(3, 30))             # a lone timeout=30 holds for both
httpx.get(url, timeout=httpx.Timeout(30, connect=3))

async def fetch(url):
    timeout = aiohttp.ClientTimeout(total=60, sock_connect=3, sock_read=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:   # one per program
        async with session.get(url) as response:
            return await response.text()
# http.client.HTTPSConnection(host, timeout=3); after connect(): sock.settimeout(30)`,
    },
    java: {
      summary: 'Set the connect timeout: Apache HttpClient waits up to three minutes, the JDK as long as the kernel.',
      code: `// Apache HttpClient 4.5 (milliseconds)
RequestConfig config = RequestConfig.custom()
    .setConnectTimeout(3000).setSocketTimeout(30000).build();
CloseableHttpClient client = HttpClients.custom().setDefaultRequestConfig(config).build();
// HttpClient 5: connectionManager.setDefaultConnectionConfig(ConnectionConfig.custom()
//                   .setConnectTimeout(Timeout.ofSeconds(3)).build())
// JDK
HttpClient jdk = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
// OkHttp: new OkHttpClient.Builder().connectTimeout(3, TimeUnit.SECONDS)`,
    },
    go: {
      summary: 'Set Timeout on the Dialer: the default transport waits 30 s, a bare Dialer as long as the kernel.',
      code: `dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 60 * time.Second}
transport := http.DefaultTransport.(*http.Transport).Clone()
transport.DialContext = dialer.DialContext
transport.TLSHandshakeTimeout = 5 * time.Second
client := &http.Client{Transport: transport, Timeout: 30 * time.Second}`,
    },
    nginx: {
      summary: 'Shorten proxy_connect_timeout from its 60 s and go on to the next server.',
      code: `upstream app {
    server 10.0.0.5:8080 max_fails=2 fail_timeout=10s;
    server 10.0.0.6:8080 max_fails=2 fail_timeout=10s;
}
server {
    listen 80;
    location / {
        proxy_pass http://app;
        proxy_connect_timeout       3s;
        proxy_next_upstream         error timeout;
        proxy_next_upstream_tries   2;
        proxy_next_upstream_timeout 10s;
    }
}`,
    },
    haproxy: {
      summary: 'Set timeout connect, let health checks take the dead server out, and redispatch.',
      code: `defaults
    mode http
    timeout connect  3s
    timeout client  30s
    timeout server  30s
    timeout check    2s
    retries 2
    option redispatch
backend app
    option httpchk GET /health
    server app1 10.0.0.5:8080 check inter 2s fall 3
    server app2 10.0.0.6:8080 check inter 2s fall 3`,
    },
    general: {
      summary:
        'See which address does not answer and where the SYN is lost; shorten the attempts of the whole host meanwhile.',
      code: `ss -tnop state syn-sent                        # remote, process, timer:(on,time,retransmits)
getent ahosts api.example.com                  # is the address still right?
ip route get 10.0.0.5                          # is there a route?
traceroute -T -p 443 10.0.0.5                  # as root: the last hop that answers
nft list ruleset | grep -n drop                # a rule on this host?
# 3 retransmits, 15 s, instead of 6, 127 s: for every program of the host
sysctl -w net.ipv4.tcp_syn_retries=3
halfopen doctor --for 10s`,
    },
  },
}
