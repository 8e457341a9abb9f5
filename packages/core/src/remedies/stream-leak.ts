import type { CauseText } from './types.js'

export const streamLeak: CauseText = {
  id: 'stream-leak',
  explanation: {
    title: 'HTTP/2 streams that are never closed',
    what:
      'In HTTP/2 many requests share one connection, each as a stream. ' +
      'A stream whose response is neither read to its end nor reset stays open, and takes one of the concurrent streams that the peer allows, often 100 or 128, and its share of the flow-control window. ' +
      'When they are used up, new requests on a connection that looks perfectly healthy wait for ever.',
    recognised: [
      'in a Node.js process only: open streams of a session grow and age while the session lives',
      'for the kernel it is one ESTABLISHED connection with empty queues: it cannot be seen from outside',
      'requests that wait although the connection answers pings',
    ],
    healthy: [
      'long-lived streams on purpose: gRPC streaming, server-sent events; data or pings pass now and then',
      'a burst that uses all streams for a moment and then falls back',
      'a slow download: its stream ends',
    ],
    mend:
      'Treat a stream as a lease: read the body to its end or reset the stream (CANCEL) on every path, and give each a deadline. ' +
      'On the server give each stream and each session a timeout, and handle the aborted request. ' +
      'The limit of concurrent streams is a protection and not a cure.',
    verify: [
      'provoke the path that leaked more often than the peer allows streams: every request is answered',
      'the count of open streams of the session returns to 0 after the load',
      'halfopen doctor --pid PID reports nothing for this process',
    ],
    sources: [
      'RFC 9113 section 5.1 (stream states), 5.1.2 (concurrency), 5.2 (flow control), 6.4 (RST_STREAM)',
      'Node.js: http2, http2stream.close(), http2session.setTimeout()',
      'Go net/http: Response.Body; golang.org/x/net/http2: Server.MaxConcurrentStreams',
      'gRPC: deadlines and cancellation',
      'nginx: ngx_http_v2_module; HAProxy configuration manual: tune.h2.max-concurrent-streams',
    ],
  },
  remedies: {
    node: {
      summary: 'Read each response or close its stream with CANCEL, and give every stream and session a timeout.',
      code: `import http2 from 'node:http2';
const { NGHTTP2_CANCEL } = http2.constants;

const stream = session.request({ ':path': '/items' });
stream.setTimeout(30_000, () => stream.close(NGHTTP2_CANCEL));
stream.on('error', () => {});                             // a reset by the peer is an error
stream.on('response', (headers) => {
  if (headers[':status'] === 200) stream.pipe(destination);
  else stream.close(NGHTTP2_CANCEL);                      // do not leave it unread
});
stream.end();
// server
server.on('stream', (s) => s.setTimeout(120_000, () => s.close(NGHTTP2_CANCEL)));
server.on('session', (s) => s.setTimeout(300_000, () => s.close()));`,
    },
    python: {
      summary:
        'Use httpx streams in a with block, which resets what is unread; give gRPC calls a timeout and cancel them.',
      code: `import httpx

client = httpx.Client(http2=True, timeout=httpx.Timeout(30, connect=3, pool=3))

def download(url, sink):
    with client.stream("GET", url) as response:    # leaving the block ends the stream
        response.raise_for_status()
        for chunk in response.iter_bytes():
            sink.write(chunk)
# grpc: stub.Get(request, timeout=30)
#       call = stub.Watch(request, timeout=3600)
#       try: consume(call)
#       finally: call.cancel()`,
    },
    java: {
      summary: 'Close the InputStream, cancel the call, and set a deadline on every gRPC stub.',
      code: `// JDK HttpClient: closing the stream early resets it (RST_STREAM)
HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
try (InputStream body = response.body()) {
    if (response.statusCode() != 200) {
        throw new IOException("upstream: " + response.statusCode());
    }
    return body.readAllBytes();
}
// OkHttp: try (Response r = call.execute()) { ... }   or call.cancel()
// gRPC:   stub.withDeadlineAfter(30, TimeUnit.SECONDS).get(message)
// Tomcat: streamReadTimeout and streamWriteTimeout of Http2Protocol (20 s by default)`,
    },
    go: {
      summary: 'Close the body or cancel the context of the request: both reset the stream.',
      code: `ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
defer cancel() // resets the stream if it is still open
req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
if err != nil {
    return err
}
resp, err := client.Do(req)
if err != nil {
    return err
}
defer resp.Body.Close()
_, err = io.Copy(sink, resp.Body)
return err
// gRPC: the context of a stream must be cancelled, or Recv read until it returns an error`,
    },
    nginx: {
      summary: 'Bound the streams of a connection, the silence of each, and the life of the connection.',
      code: `server {
    listen 80 http2;                         # 1.25.1 and later: listen 80; http2 on;
    http2_max_concurrent_streams 128;        # the default
    keepalive_requests 1000;                 # then GOAWAY and a fresh connection
    keepalive_time     1h;
    send_timeout       30s;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_read_timeout 60s;              # grpc_read_timeout with grpc_pass
    }
}`,
    },
    haproxy: {
      summary: 'Bound the streams of a connection and the silence of each stream.',
      code: `global
    tune.h2.max-concurrent-streams 100
defaults
    mode http
    option abortonclose                # a stream that the client resets is reset upstream
    timeout connect          3s
    timeout client          30s
    timeout server          60s
    timeout http-request    10s
    timeout http-keep-alive 75s
frontend web
    bind :8443 proto h2
    default_backend app
backend app
    server app1 127.0.0.1:8080 proto h2`,
    },
    general: {
      summary:
        'The kernel sees one healthy connection: look inside the process, or let the server log and bound its streams.',
      code: `# is it one busy connection? few connections, many requests waiting
ss -tnpi state established 'dport = :443'
# does the server still answer on a new connection? then the old one is out of streams
curl --http2 -sS -o /dev/null -w '%{http_code} %{time_total}\\n' https://api.example.com/
# how many streams the server allows: SETTINGS_MAX_CONCURRENT_STREAMS
nghttp -nv https://api.example.com/ | grep -A6 'recv SETTINGS'
halfopen doctor --pid PID --for 10s`,
    },
  },
}
