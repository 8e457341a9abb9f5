import type { CauseText } from './types.js'

export const poolExhausted: CauseText = {
  id: 'pool-exhausted',
  explanation: {
    title: 'A pool at its limit, with requests waiting',
    what:
      'All connections of a pool are leased, and further requests wait for one. ' +
      'Either slots are never given back (a leak: an unread response, an error path without release), or each is held too long for the load. ' +
      'From outside it looks like a slow upstream, while the upstream is idle; without a limit on the wait the whole service stands still.',
    recognised: [
      'the number of connections of one process to one remote has stood at one value while work is waiting',
      'a leak behind it: most of them idle for long, or one request for each connection',
      'threads that wait for a slot: blocked in futex rather than in a read from the connection',
      'in a Node.js process: exact, by leased, available, pending and max of the pool',
    ],
    healthy: [
      'an idle pool that keeps its connections open: the same number, but nobody waits',
      'a burst that empties it for a moment: the connections are reused, and the wait ends',
      'an upstream that is really slow: every connection waits for an answer',
    ],
    mend:
      'Give every lease back on every path (finally, with, defer). ' +
      'Bound the wait for a slot to a few seconds, so that trouble is reported and does not pile up. ' +
      'Then size the pool: requests per second times seconds per request, plus some room; a larger pool never cures a leak.',
    verify: [
      'provoke the error path more often than the pool has slots: every request is answered',
      'the metrics of the pool: pending returns to 0, available grows after the load',
      'halfopen doctor --pid PID --for 30s reports nothing for this remote',
    ],
    sources: [
      'RFC 9112 section 9.4 (concurrency)',
      'Apache HttpClient 4.5 tutorial, section 2.3 (connection managers), ConnectionPoolTimeoutException',
      'urllib3: advanced usage, maxsize and block',
      'node-postgres: Pool, pool.connect and client.release',
      'HikariCP: leakDetectionThreshold; Go database/sql: DB.SetMaxOpenConns',
      'HAProxy configuration manual: maxconn, maxqueue, timeout queue',
    ],
  },
  remedies: {
    node: {
      summary: 'Release in finally, bound the wait for a slot, and read or cancel every HTTP body.',
      code: `import pg from 'pg';

const pool = new pg.Pool({ max: 20, connectionTimeoutMillis: 3_000 });   // default: wait for ever

export async function withClient(work) {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();                         // on every path
  }
}
setInterval(() => console.log('waiting for a client:', pool.waitingCount), 10_000).unref();
// HTTP: new Agent({ connections: 50 }), a signal for each request, no body left unread`,
    },
    python: {
      summary:
        'Give leases back by with, and bound the wait for a slot; requests itself waits without limit when pool_block is set.',
      code: `import urllib3

pool = urllib3.PoolManager(maxsize=50, block=True, timeout=urllib3.Timeout(connect=3, read=30))

def fetch(url):                            # EmptyPoolError after 3 s instead of a long wait
    response = pool.request("GET", url, preload_content=False, pool_timeout=3)
    try:
        return response.read()
    finally:
        response.release_conn()
# httpx:      httpx.Client(timeout=httpx.Timeout(30, pool=3))
# aiohttp:    ClientTimeout(connect=3) includes the wait; TCPConnector(limit=50)
# SQLAlchemy: create_engine(url, pool_size=20, pool_timeout=3), with engine.connect() as c`,
    },
    java: {
      summary:
        'Bound the wait for a slot, close every response and every connection, and let the pool name who holds one.',
      code: `// Apache HttpClient 4.5 (milliseconds): default is to wait for ever
RequestConfig config = RequestConfig.custom()
    .setConnectionRequestTimeout(3000)
    .setConnectTimeout(3000).setSocketTimeout(30000).build();
PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
pool.setDefaultMaxPerRoute(50);
pool.setMaxTotal(200);
CloseableHttpClient client = HttpClients.custom()
    .setConnectionManager(pool).setDefaultRequestConfig(config).build();
System.out.println(pool.getTotalStats());     // [leased: 0; pending: 0; available: 0; max: 200]
// HttpClient 5: RequestConfig.custom().setConnectionRequestTimeout(Timeout.ofSeconds(3))
// HikariCP, in the log who holds it: spring.datasource.hikari.leak-detection-threshold=20000`,
    },
    go: {
      summary:
        'Bound the wait by a context; close bodies and rows; MaxConnsPerHost and SetMaxOpenConns make requests wait.',
      code: `ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // includes the wait for a slot
defer cancel()
rows, err := db.QueryContext(ctx, "select id from item")
if err != nil {
    return err
}
defer rows.Close() // without it the connection is never given back
for rows.Next() {
    // rows.Scan(&id)
}
return rows.Err()
// db.SetMaxOpenConns(20); db.Stats().WaitCount and .InUse tell how it is
// HTTP: Transport.MaxConnsPerHost makes requests wait; close every resp.Body`,
    },
    nginx: {
      summary: 'Bound the connections to each upstream server and go on to the next one; nginx does not queue.',
      code: `upstream app {
    zone app 64k;                              # max_conns for all workers together
    server 10.0.0.5:8080 max_conns=100;
    server 10.0.0.6:8080 max_conns=100;
    keepalive 32;
}
server {
    listen 80;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1; proxy_set_header Connection "";
        proxy_connect_timeout 3s; proxy_read_timeout 30s;
    }
}`,
    },
    haproxy: {
      summary:
        'Set maxconn for each server, with a short queue that answers 503 in time, and drop requests whose client has gone.',
      code: `defaults
    mode http
    option abortonclose              # who has given up leaves the queue
    timeout connect  3s
    timeout client  30s
    timeout server  30s
    timeout queue    5s
backend app
    server app1 10.0.0.5:8080 check maxconn 50 maxqueue 100
    server app2 10.0.0.6:8080 check maxconn 50 maxqueue 100
# waiting: echo 'show stat' | socat - /run/haproxy/admin.sock | cut -d, -f1-5 | column -ts,`,
    },
    general: {
      summary: 'Find out whether slots leak or are held too long: look at the age and the use of its connections.',
      code: `# lastsnd and lastrcv large on all of them: nobody uses them, they leak
ss -tnpi state established 'dport = :5432'
# threads that wait for a slot are in futex (202), those that wait for an answer in recvfrom (45)
cut -d' ' -f1 /proc/PID/task/*/syscall | sort | uniq -c
halfopen doctor --pid PID --for 10s`,
    },
  },
}
