import type { CauseText } from './types.js'

export const slowReader: CauseText = {
  id: 'slow-reader',
  explanation: {
    title: 'A peer that does not read',
    what:
      'One end has data to send, and the other end has stopped reading: its receive buffer is full, so it offers a window of zero. ' +
      'The sender keeps the data in its send queue and asks with zero-window probes, for as long as they are answered: without a limit, for ever. ' +
      'At the sender a worker, a descriptor and up to some megabytes are taken for each such peer. The culprit is the end that does not read.',
    recognised: [
      'at the sender: zero-window probe timer (timer 4) and a send queue that does not shrink between two looks',
      'at the reader, when it is on this host: a receive queue that is full and stands still; that process is named',
      'acknowledged bytes do not grow, although the probes are answered',
    ],
    healthy: [
      'a slow but steady reader, such as a client on a thin line: acknowledged bytes grow',
      'a short stall: a garbage collection or a disk that is slow for a second',
      'retransmits without answers: then the path is dead, not the reader',
    ],
    mend:
      'In the reader: read, or close what is not wanted; a consumer that pauses must do so for a bounded time. ' +
      'In the sender: bound how long a write may make no progress, and honour backpressure, so that a slow peer costs one buffer and not the whole response in memory. ' +
      'TCP_USER_TIMEOUT on the listening socket is inherited by its connections and ends those whose window stays at zero for that time.',
    verify: [
      "ss -tno state established 'sport = :8080' shows no timer:(persist,...) older than your limit",
      'connect, request a large response and do not read: the server closes after the limit',
      'halfopen doctor --port 8080 --for 10s reports nothing',
    ],
    sources: [
      'RFC 9293 section 3.8.6.1 (zero-window probing); RFC 6429 (connections stuck in the persist condition)',
      'Linux net/ipv4/tcp_timer.c, tcp_probe_timer (ends at TCP_USER_TIMEOUT)',
      'nginx: ngx_http_core_module, send_timeout, reset_timedout_connection',
      'Go net/http: Server.WriteTimeout; ResponseController.SetWriteDeadline (Go 1.20)',
      'HAProxy configuration manual: timeout client, tcp-ut',
    ],
  },
  remedies: {
    node: {
      summary:
        'As server destroy a socket that makes no progress and use pipeline; as client read every body or cancel it.',
      code: `import { pipeline } from 'node:stream/promises';

// server: a stalled write counts as silence; takes up to twice this time
const server = http.createServer(async (request, response) => {
  try {
    await pipeline(createReadStream(file), response);   // honours backpressure, cleans up
  } catch { response.destroy(); }
});
server.setTimeout(30_000, (socket) => socket.resetAndDestroy());   // default: no limit
// https: socket.destroy() there; the RST frees the send queue at once
server.listen(8080);

// client: read it, or give it back
const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
if (!wanted(answer)) await answer.body?.cancel();`,
    },
    python: {
      summary: 'Bound each write in the server; in front of WSGI workers let the listening socket or a proxy do it.',
      code: `# gunicorn.conf.py: inherited by every connection, ends a stalled write
import socket

def when_ready(server):
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 30_000)

# aiohttp server, in a streaming handler:
#     try:
#         await asyncio.wait_for(response.write(chunk), 30)
#     except asyncio.TimeoutError:
#         request.transport.abort()
# client: with session.get(url, stream=True, timeout=(3, 30)) as response: ...`,
    },
    java: {
      summary:
        'Set the connection timeout of the connector, which bounds writes too; as client close what is not read.',
      code: `# Spring Boot, application.properties
server.tomcat.connection-timeout=20s          # reads and writes of one connection
server.jetty.connection-idle-timeout=30s      # no progress in either direction
# Tomcat, server.xml: <Connector port="8080" connectionTimeout="20000"/>
# com.sun.net.httpserver: java -Dsun.net.httpserver.maxRspTime=60 -jar app.jar
#
# As client, for a download that is not wanted any more:
#   Apache HttpClient 4.5: request.abort() or response.close(), not EntityUtils.consume()
#   OkHttp: call.cancel()      JDK HttpClient: close the InputStream`,
    },
    go: {
      summary: 'Set WriteTimeout, or for streams a write deadline before each piece; as client close the body.',
      code: `server := &http.Server{Addr: ":8080", Handler: mux,
    ReadHeaderTimeout: 10 * time.Second,
    WriteTimeout:      60 * time.Second, // for a whole response
    IdleTimeout:       75 * time.Second}

// a stream that may last for hours: a deadline for each piece (Go 1.20)
stream := func(w http.ResponseWriter, pieces <-chan []byte) error {
    control := http.NewResponseController(w)
    for piece := range pieces {
        _ = control.SetWriteDeadline(time.Now().Add(30 * time.Second))
        if _, err := w.Write(piece); err != nil { return err }
    }
    return nil
}`,
    },
    nginx: {
      summary: 'Let nginx take the response off the application and close clients that do not read it.',
      code: `server {
    listen 80;
    send_timeout              30s;      # between two writes that make progress
    reset_timedout_connection on;       # frees the send queue at once
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_buffering on;             # the application is free as soon as it has answered
        proxy_max_temp_file_size 1024m; # 0 would stall the application again
    }
}`,
    },
    haproxy: {
      summary: 'Bound the silence of the client and the time that its data may stay unacknowledged.',
      code: `defaults
    mode http
    timeout connect  3s
    timeout client  30s               # a client that does not read counts as silent
    timeout server  30s
frontend web
    bind :80 tcp-ut 30s
    default_backend app
backend app
    server app1 127.0.0.1:8080 check`,
    },
    general: {
      summary:
        'Find the end that does not read: its full receive queue is in the socket table when it is on this host.',
      code: `# senders that are stalled: timer:(persist, Send-Q
ss -tnop | grep 'timer:(persist'
# readers that do not read: Recv-Q above 64 KiB
ss -Htnp state established | awk '$1 > 65536'
# what is that process busy with?
cat /proc/PID/task/*/wchan; echo; cat /proc/PID/task/*/syscall
halfopen doctor --for 10s`,
    },
  },
}
