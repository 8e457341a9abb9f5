import type { CauseText } from './types.js'

export const fdExhaustion: CauseText = {
  id: 'fd-exhaustion',
  explanation: {
    title: 'Descriptors run out',
    what:
      'A process may hold only so many open descriptors (RLIMIT_NOFILE), and connections take one each, in a proxy two. ' +
      'At the limit accept, connect and open fail with EMFILE, "Too many open files". ' +
      'Clients still connect, because the kernel completes the handshake, and are never answered; many servers do not recover by themselves. ' +
      'It is nearly always the last act of another cause: a leak, or a server without an idle timeout.',
    recognised: [
      'open descriptors against the soft limit: the count, and the highest number',
      'growth over the looks gives the time until the limit (robust slope)',
      'at the limit: connections wait in the accept queue while the count stands still',
    ],
    healthy: [
      'a process that uses much of a limit and does not grow: full, but steady',
      'a burst that falls back to the level before it',
      'a limit of 1024 with some 100 descriptors in use: small, but enough',
    ],
    mend:
      'Mend the leak that the other findings name. ' +
      'Then set the limit deliberately: enough for the peak with room to spare, and a limit on connections inside the server below it, so that it refuses instead of hanging. ' +
      'Raising the limit alone only moves the date.',
    verify: [
      'grep "open files" /proc/PID/limits shows the new limit, in the process that runs and not in the shell',
      'ls /proc/PID/fd | wc -l stays level over an hour under load',
      'halfopen watch shows no forecast for this process',
    ],
    sources: [
      'getrlimit(2): RLIMIT_NOFILE; accept(2): EMFILE, ENFILE; prlimit(1)',
      'proc(5): /proc/PID/limits, /proc/PID/fd',
      'systemd.exec(5): LimitNOFILE=',
      'nginx: core module, worker_rlimit_nofile, worker_connections',
      'HAProxy configuration manual: maxconn, fd-hard-limit, ulimit-n',
      'Node.js: net, server.maxConnections and the drop event',
    ],
  },
  remedies: {
    node: {
      summary:
        'At the limit Node accepts and closes without any event or log: set maxConnections below it and log the drops.',
      code: `server.maxConnections = 900;                 // of 1024: the rest is for files and upstreams
server.on('drop', (peer) => console.warn('refused', peer?.remoteAddress));
setInterval(async () => {
  const used = (await readdir('/proc/self/fd')).length;      // node:fs/promises
  if (used > 900) console.warn(used, 'descriptors in use');
}, 10_000).unref();
// Node raises its soft limit to the hard limit by itself; the hard limit: systemctl edit myapp
//   [Service]
//   LimitNOFILE=65536`,
    },
    python: {
      summary:
        'Python keeps the soft limit, often 1024: raise it to the hard limit, and bound the connections of the server.',
      code: `import resource

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))   # at the start of the program

# gevent: a pool makes the server stop accepting instead of failing
#   from gevent.pool import Pool
#   WSGIServer(("0.0.0.0", 8080), app, spawn=Pool(900)).serve_forever()
# gunicorn: --worker-connections 900 (gevent, gthread)
# uvicorn:  --limit-concurrency 900 answers 503 above it
# aiohttp client: TCPConnector(limit=100)`,
    },
    java: {
      summary:
        'The JVM takes the hard limit by itself: raise that in the unit, and bound the connections of the server.',
      code: `# systemctl edit myapp
#   [Service]
#   LimitNOFILE=65536
# Spring Boot, application.properties: well below the limit
server.tomcat.max-connections=8192
server.tomcat.accept-count=1024
server.jetty.max-connections=8192
# what holds them: jcmd PID Thread.print, and  ls -l /proc/PID/fd | grep -c socket:
# in metrics: process_files_open_files against process_files_max_files (Micrometer)`,
    },
    go: {
      summary: 'Since 1.19 Go raises the soft limit to the hard one: bound what the server accepts at once.',
      code: `listener, err := net.Listen("tcp", ":8080")
if err != nil {
    return err
}
listener = netutil.LimitListener(listener, 900) // golang.org/x/net/netutil
server := &http.Server{
    Handler:           handler,
    ReadHeaderTimeout: 10 * time.Second,
    IdleTimeout:       75 * time.Second,
}
return server.Serve(listener)
// the hard limit: LimitNOFILE=65536 in the [Service] section of the unit`,
    },
    nginx: {
      summary:
        'Keep the descriptor limit well above worker_connections: then idle connections are recycled instead of hanging.',
      code: `worker_rlimit_nofile 65536;          # for each worker
events {
    worker_connections 16384;        # clients and upstreams together; below a half of it
}
http {
    keepalive_timeout 65s;
    reset_timedout_connection on;
    server { listen 80; location / { proxy_pass http://127.0.0.1:8080; } }
}`,
    },
    haproxy: {
      summary:
        'Set maxconn: HAProxy derives its descriptors from it, queues above it and raises its own limit when it may.',
      code: `global
    maxconn 20000                    # about two descriptors for each
defaults
    mode http
    timeout connect          3s
    timeout client          30s
    timeout server          30s
    timeout queue            5s
    timeout http-keep-alive 15s
# the unit: LimitNOFILE=65536
# what it took: echo 'show info' | socat - /run/haproxy/admin.sock | grep -E 'Ulimit|Maxconn'`,
    },
    general: {
      summary: 'Gain time by raising the limit of the running process, then mend the leak that fills it.',
      code: `grep 'open files' /proc/PID/limits; ls /proc/PID/fd | wc -l
# now, without a restart (as root for the hard limit)
prlimit --pid PID --nofile=65536:65536
# what are they? sockets by state and peer
ls -l /proc/PID/fd | awk '{print $NF}' | cut -d: -f1 | sort | uniq -c | sort -rn | head
ss -Htanp | grep 'pid=PID,' | awk '{print $1, $5}' | sort | uniq -c | sort -rn | head
# for good: systemctl edit SERVICE, [Service] LimitNOFILE=65536
halfopen watch`,
    },
  },
}
