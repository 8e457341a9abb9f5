import type { CauseText } from './types.js'

export const unreapedPool: CauseText = {
  id: 'unreaped-pool',
  explanation: {
    title: 'A pool that never drops what the server has closed',
    what:
      'The server closed its idle connections; the pool of the client did not notice, because it looks at a connection only when it needs one. ' +
      'Each dead connection stays in CLOSE-WAIT and holds a descriptor until a request happens to pick it, which may be never. ' +
      'The number is bounded by the size of the pool, for each remote: with many remotes it becomes many descriptors, and each reuse is a chance to fail.',
    recognised: [
      'CLOSE-WAIT with a receive queue of exactly 1: only the FIN is unread',
      'the connections were reused (data_segs_out well above 1): the responses had been read',
      'bounded for each remote, old, and more than the one or two of a lazy pool',
      'last_ack_recv is the time since the server closed them',
    ],
    healthy: [
      'one or two CLOSE-WAIT to a remote: a pool that checks before use will drop them at the next request',
      'a client that closes on its own within its idle timeout: they disappear at the next look',
      'a response leak: one request for each connection, and growing',
    ],
    mend:
      'The client must be the one that closes: give its pool an idle timeout shorter than that of the server, enforced by a background task and not only at the next use. ' +
      'Keep the number of idle connections small. An idle timeout of the pool also ends most of the errors of stale reuse.',
    verify: [
      "wait longer than the idle timeout of the server without sending: ss -Htan state close-wait 'dport = :443' prints nothing",
      'halfopen doctor --pid PID --for 10s reports nothing for this remote',
    ],
    sources: [
      'RFC 9112 section 9.5: "Implementations SHOULD constantly monitor open connections for a received closure signal"',
      'RFC 9293 section 3.3.2 (CLOSE-WAIT), section 3.6 (closing a connection)',
      'Apache HttpClient 4.5 tutorial, section 2.5 (connection eviction policy)',
      'urllib3: util/connection.py, is_connection_dropped is asked only when a connection is taken',
      'HAProxy configuration manual: pool-purge-delay, pool-max-conn',
    ],
  },
  remedies: {
    node: {
      summary:
        'undici and http.Agent drop a closed connection as soon as the event loop turns: unblock the loop, and let a pool of your own keep reading.',
      code: `// node:http: idle sockets are destroyed after this time, before the server's 5 s
const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 10, timeout: 4_000 });

// a hand-made pool: a paused socket never sees the FIN
function park(socket, pool) {
  pool.add(socket);
  socket.resume();                                  // an idle connection must be read
  socket.once('data', () => socket.destroy());      // nothing may come while it is idle
  socket.once('end', () => socket.destroy());
  socket.once('error', () => socket.destroy());
  socket.once('close', () => pool.delete(socket));
}`,
    },
    python: {
      summary:
        'requests and urllib3 look at a connection only when they need it: close the dropped ones from a background thread.',
      code: `import queue
from urllib3.util import is_connection_dropped

def reap(session):                            # call it every few seconds from a thread
    for adapter in session.adapters.values():
        pools = adapter.poolmanager.pools
        for pool in filter(None, [pools.get(key) for key in pools.keys()]):
            idle = []
            while pool.pool is not None and not pool.pool.empty():
                try:
                    idle.append(pool.pool.get_nowait())
                except queue.Empty:
                    break
            for connection in reversed(idle):
                if connection and is_connection_dropped(connection):
                    connection.close()        # it connects again when it is needed
                pool._put_conn(connection)`,
    },
    java: {
      summary: 'Evict idle and expired connections from a background thread, sooner than the server closes them.',
      code: `// Apache HttpClient 4.5
CloseableHttpClient client = HttpClients.custom()
    .evictExpiredConnections()
    .evictIdleConnections(4, TimeUnit.SECONDS)      // the server closes after 5 s
    .build();
// HttpClient 5: .evictExpiredConnections().evictIdleConnections(TimeValue.ofSeconds(4))
// OkHttp reaps by itself, after 5 minutes unless told otherwise:
OkHttpClient ok = new OkHttpClient.Builder()
    .connectionPool(new ConnectionPool(5, 4, TimeUnit.SECONDS))
    .build();
// JDK HttpClient: java -Djdk.httpclient.keepalive.timeout=4 -jar app.jar`,
    },
    go: {
      summary: 'net/http notices the FIN by itself; set its idle timeout, and look for a hand-made pool of net.Conn.',
      code: `transport := http.DefaultTransport.(*http.Transport).Clone()
transport.IdleConnTimeout = 4 * time.Second // the server closes after 5 s
transport.MaxIdleConnsPerHost = 10
client := &http.Client{Transport: transport, Timeout: 30 * time.Second}

// a hand-made pool of net.Conn: each parked connection has a timer
type parked struct {
    conn   net.Conn
    expiry *time.Timer
}
park := func(conn net.Conn) parked {
    return parked{conn, time.AfterFunc(4*time.Second, func() { _ = conn.Close() })}
}
take := func(p parked) (net.Conn, bool) { return p.conn, p.expiry.Stop() } // false: just closed`,
    },
    nginx: {
      summary:
        'nginx watches its idle upstream connections; keep few of them and close them before the application does.',
      code: `upstream app {
    server 127.0.0.1:9000;       # closes idle connections after 5 s
    keepalive 16;                # for each worker process
    keepalive_timeout 4s;        # nginx closes first
}`,
    },
    haproxy: {
      summary: 'HAProxy watches its idle server connections; bound their number and purge them sooner.',
      code: `backend app
    mode http
    http-reuse safe
    # every 2 s half of the idle connections are closed; never more than 20 are kept
    server app1 127.0.0.1:9000 pool-purge-delay 2s pool-max-conn 20`,
    },
    general: {
      summary:
        'Give the pool of the client an idle timeout shorter than that of the server; TCP keep-alive does not end a CLOSE-WAIT.',
      code: `# Recv-Q 1 = only the FIN is unread; lastack = milliseconds since the server closed
ss -tnpi state close-wait 'dport = :443'
# how many for each remote
ss -Htn state close-wait | awk '{print $4}' | sort | uniq -c | sort -rn | head
halfopen doctor --pid PID --for 10s`,
    },
  },
}
