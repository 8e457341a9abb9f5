import type { CauseText } from './types.js'

export const noIdleTimeout: CauseText = {
  id: 'no-idle-timeout',
  explanation: {
    title: 'A server that keeps idle connections for ever',
    what:
      'The server answers a request and then waits for the next one on the same connection without any limit. ' +
      'Clients that never close, or that have vanished without a FIN, leave one descriptor behind each. ' +
      'The number grows for days until accept fails with "Too many open files"; from then on new clients connect and are never answered.',
    recognised: [
      'inbound ESTABLISHED connections with empty queues that have been idle for long',
      'the server has closed none of them while new ones kept coming: they grow and age steadily',
      'or they are pressed against the descriptor limit, with connections waiting in the accept queue',
      'the oldest is idle for 15 s and more; where the server is known to wait longer by default (nginx 75 s), for longer than that',
    ],
    healthy: [
      'an idle pool of a known client: bounded in number and used again and again',
      'long poll, server-sent events and WebSocket: bytes or pings still pass now and then',
      'a server with a finite timeout: it closes the oldest; while it is younger than its timeout the two cannot be told apart',
    ],
    mend:
      'Every server needs a limit on the idle time of a connection, and one on the time to receive a request. ' +
      'Where a load balancer is in front, the limit must be longer than the idle timeout of that balancer, or its reuse meets a connection that is just being closed. ' +
      'Where the server has no such setting, put a reverse proxy in front that has one. ' +
      'TCP keep-alive helps only against vanished clients: a client that is alive answers its probes for ever.',
    verify: [
      'connect, send one request and wait: the server sends a FIN after the timeout that you have set',
      "ss -Htni state established 'sport = :8080' shows no lastrcv above that timeout, in milliseconds",
      'ls /proc/PID/fd | wc -l stays level over an hour',
      'halfopen doctor --port 8080 --for 30s reports nothing',
    ],
    sources: [
      'RFC 9112 section 9.5: "Servers will usually have some timeout value beyond which they will no longer maintain an inactive connection"',
      'gevent 22.10: pywsgi.py, WSGIHandler.read_requestline has no timeout',
      'Node.js: http, server.keepAliveTimeout and server.headersTimeout',
      'Go net/http: Server.IdleTimeout; zero means ReadTimeout, and zero for both means none',
      'nginx: ngx_http_core_module, keepalive_timeout',
    ],
  },
  remedies: {
    node: {
      summary:
        'Set keepAliveTimeout above the load balancer in front, and a general socket timeout for everything else.',
      code: `const server = http.createServer(handler);
server.keepAliveTimeout = 65_000;    // default 5 s, 0 = for ever; above the balancer's 60 s
server.headersTimeout = 66_000;      // the request line and headers
server.requestTimeout = 300_000;     // the whole request
server.setTimeout(120_000);          // silence in the midst of a request or response
server.maxConnections = 900;         // below the descriptor limit: refuse, do not hang
server.on('upgrade', (request, socket) => {
  socket.setTimeout(120_000, () => socket.destroy());   // none of the above covers these
});
server.listen(8080);`,
    },
    python: {
      summary:
        'gevent.pywsgi has no idle timeout: give it this handler, or put nginx or HAProxy in front; others have a setting.',
      code: `from gevent.pywsgi import WSGIHandler, WSGIServer

class IdleTimeoutHandler(WSGIHandler):
    def read_requestline(self):
        self.socket.settimeout(75)     # idle, and each read of the request line and headers
        return super().read_requestline()

    def handle_one_response(self):
        self.socket.settimeout(300)    # each read of the body, each write of the response
        super().handle_one_response()

WSGIServer(("0.0.0.0", 8080), app, handler_class=IdleTimeoutHandler).serve_forever()
# gunicorn --keep-alive 75 -k gthread    uvicorn --timeout-keep-alive 75
# aiohttp: web.run_app(app, keepalive_timeout=75)`,
    },
    java: {
      summary:
        'Set the keep-alive timeout of the connector: Tomcat, Jetty, Netty and the server in the JDK each have one.',
      code: `# Spring Boot, application.properties: the lines of the server that you use
server.tomcat.connection-timeout=20s
server.tomcat.keep-alive-timeout=75s
server.tomcat.max-keep-alive-requests=1000
server.jetty.connection-idle-timeout=75s
server.netty.idle-timeout=75s
server.undertow.no-request-timeout=75s
# Tomcat, server.xml (milliseconds; -1 means for ever):
#   <Connector port="8080" connectionTimeout="20000" keepAliveTimeout="75000"/>
# com.sun.net.httpserver: java -Dsun.net.httpserver.idleInterval=75 -jar app.jar`,
    },
    go: {
      summary: 'The zero value of http.Server has no timeout at all: set IdleTimeout and ReadHeaderTimeout.',
      code: `server := &http.Server{
    Addr:              ":8080",
    Handler:           handler,
    ReadHeaderTimeout: 10 * time.Second,
    IdleTimeout:       75 * time.Second, // between two requests on one connection
}
return server.ListenAndServe() // http.ListenAndServe(addr, handler) has none of these`,
    },
    nginx: {
      summary:
        'Put nginx in front of the server that has no limit; it closes idle clients and recycles the oldest when it runs short.',
      code: `server {
    listen 80;
    keepalive_timeout     75s;
    client_header_timeout 10s;
    client_body_timeout   30s;
    send_timeout          30s;
    location / {
        proxy_pass http://127.0.0.1:8080;     # one connection for each request, then closed
        proxy_http_version 1.1;
        proxy_set_header Connection close;
    }
}`,
    },
    haproxy: {
      summary: 'HAProxy has no client timeout until it is set: set both, here also in front of a server that has none.',
      code: `defaults
    mode http
    timeout connect          3s
    timeout client          30s      # silence in the midst of a request or response
    timeout http-request    10s      # to send the headers
    timeout http-keep-alive 75s      # between two requests
    timeout server          30s
frontend web
    bind :80
    default_backend app
backend app
    server app1 127.0.0.1:8080 maxconn 200 pool-max-conn 20`,
    },
    general: {
      summary:
        'Set the idle timeout of the server, or put a reverse proxy in front of it; meanwhile raise the limit of the running process.',
      code: `# how many, and for how long idle (lastrcv, milliseconds)
ss -Htni state established 'sport = :8080' | grep -o 'lastrcv:[0-9]*' | cut -d: -f2 | sort -n | tail
# time to breathe, without a restart
prlimit --pid PID --nofile=65536:65536
halfopen watch          # shows the growth and when the descriptors run out`,
    },
  },
}
