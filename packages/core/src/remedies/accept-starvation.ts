import type { CauseText } from './types.js'

export const acceptStarvation: CauseText = {
  id: 'accept-starvation',
  explanation: {
    title: 'Connections that wait to be accepted',
    what:
      'The kernel completes the handshakes, but the program does not accept: its workers are all busy or blocked, or it has no descriptor left. ' +
      'The accept queue fills up to its limit (the backlog), and then the kernel drops further handshakes. ' +
      'Clients see a connection that succeeds and is never answered, or a connect that hangs.',
    recognised: [
      'a LISTEN socket whose accept queue is at its limit on two looks',
      'ListenOverflows and ListenDrops grow in the same time',
      'few descriptors in use: the workers are blocked; descriptors at the limit: it is descriptor exhaustion',
      'accepted and waiting connections have bytes unread and no owner yet',
    ],
    healthy: [
      'a queue that is full at one look and empty at the next: a burst of a second',
      'a queue of a few connections under load that does not grow',
      'overflows counted long ago: the counter is for the whole host and never falls',
    ],
    mend:
      'Accepting must never wait for the work: more workers or threads, or an event loop that nothing blocks. ' +
      'Find what blocks them, most often a call to another service without a timeout, and bound it. ' +
      'A longer backlog helps against bursts only; beyond it, it is better to refuse early (limit connections, answer 503) than to let clients wait in the kernel.',
    verify: [
      "ss -ltn 'sport = :8080' shows Recv-Q 0 or a few, well below Send-Q (the limit)",
      'nstat -az TcpExtListenOverflows; sleep 10; nstat TcpExtListenOverflows prints 0',
      'halfopen doctor --port 8080 --for 10s reports nothing',
    ],
    sources: [
      'listen(2): backlog; Linux Documentation/networking/ip-sysctl.rst, somaxconn',
      'Linux net/ipv4/tcp_input.c and net/ipv4/tcp_ipv4.c (accept queue full: ListenOverflows)',
      'Linux net/ipv4/tcp_diag.c: for LISTEN, rqueue is the accept queue and wqueue the backlog',
      'gunicorn: settings, workers, threads, backlog',
      'nginx: ngx_http_core_module, listen ... backlog=; ngx_core_module, worker_connections',
    ],
  },
  remedies: {
    node: {
      summary:
        'Measure how long the event loop is blocked, move that work to a worker thread, and refuse above a limit.',
      code: `import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();
setInterval(() => {
  const worstMs = Math.round(delay.max / 1e6);
  if (worstMs > 200) console.warn('event loop blocked for up to', worstMs, 'ms');
  delay.reset();
}, 10_000).unref();
server.maxConnections = 900;                       // below the descriptor limit
server.listen({ port: 8080, backlog: 1024 });
// what blocks it: node --cpu-prof app.js, then open the profile in Chrome DevTools
// several processes on one port: node:cluster`,
    },
    python: {
      summary: 'Give gunicorn threads and enough workers: a sync worker serves one connection at a time.',
      code: `# gunicorn.conf.py
bind = "0.0.0.0:8080"
workers = 4                  # about the number of cores
worker_class = "gthread"
threads = 16                 # requests that may wait for something else at once
timeout = 30                 # a worker that hangs is restarted
keepalive = 5
backlog = 1024               # not above net.core.somaxconn
# uvicorn app:app --workers 4 --backlog 1024 --limit-concurrency 500
# what blocks it: py-spy dump --pid PID`,
    },
    java: {
      summary:
        'Take a thread dump first: the threads wait for something without a timeout; then size threads, connections and queue.',
      code: `# what do they wait for? three dumps, some seconds apart
#   jcmd PID Thread.print | grep -A6 'exec-'
# Spring Boot, application.properties
server.tomcat.threads.max=200
server.tomcat.max-connections=8192
server.tomcat.accept-count=1024          # the backlog, not above net.core.somaxconn
server.jetty.threads.max=200
# Java 21: a thread that waits costs next to nothing
spring.threads.virtual.enabled=true`,
    },
    go: {
      summary: 'Accept nothing but hand over in the accept loop, and look at the goroutines to see what they wait for.',
      code: `go func() { // what do they wait for? curl 'localhost:6060/debug/pprof/goroutine?debug=2'
    log.Println(http.ListenAndServe("localhost:6060", nil)) // import _ "net/http/pprof"
}()
for {
    conn, err := listener.Accept()
    if errors.Is(err, syscall.EMFILE) {
        time.Sleep(50 * time.Millisecond) // no descriptors: wait, do not spin
        continue
    }
    if err != nil {
        return err
    }
    go handle(conn) // nothing that can block before this line
}`,
    },
    nginx: {
      summary:
        'Give the workers more connections than they need and descriptors for twice as many, and a longer queue.',
      code: `worker_processes auto;
worker_rlimit_nofile 65536;          # a proxied request takes two descriptors
events {
    worker_connections 16384;        # idle clients are recycled when these run short
}
http {
    server {
        listen 80 backlog=4096;      # not above net.core.somaxconn
        location / { proxy_pass http://127.0.0.1:8080; proxy_connect_timeout 3s; }
    }
}`,
    },
    haproxy: {
      summary:
        'Put HAProxy in front: it queues for the slow server with a timeout, and answers 503 instead of silence.',
      code: `global
    maxconn 20000
defaults
    mode http
    timeout connect  3s
    timeout client  30s
    timeout server  30s
    timeout queue    5s              # then 503
frontend web
    bind :80 backlog 4096
    default_backend app
backend app
    server app1 127.0.0.1:8080 maxconn 50 maxqueue 200`,
    },
    general: {
      summary:
        'Tell blocked workers from missing descriptors, then see what the threads wait for; a longer queue buys time only.',
      code: `ss -ltnp 'sport = :8080'                       # Recv-Q: waiting; Send-Q: the limit
nstat -az TcpExtListenOverflows TcpExtListenDrops
ls /proc/PID/fd | wc -l; grep 'open files' /proc/PID/limits
cat /proc/PID/task/*/syscall | cut -d' ' -f1 | sort | uniq -c   # 202: futex, 45: recvfrom
# bursts: the program must also ask for it, listen(fd, 4096), and be restarted
sysctl -w net.core.somaxconn=4096
halfopen doctor --port 8080 --for 10s`,
    },
  },
}
