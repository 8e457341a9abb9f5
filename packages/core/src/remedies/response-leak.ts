import type { CauseText } from './types.js'

export const responseLeak: CauseText = {
  id: 'response-leak',
  explanation: {
    title: 'Responses that nobody reads or closes',
    what:
      'The program sends a request, receives the response, and then neither reads the body to its end nor closes it. ' +
      'The connection stays leased: the pool cannot give it to the next request. ' +
      'It often happens on one path only, an error status or a timeout, so that tests with empty error bodies never see it. ' +
      'After as many requests as the pool has slots, every request waits; without a limit on the pool, the descriptors run out.',
    recognised: [
      'many connections of one process to the same remote, each of which carried a single request (data_segs_out 1)',
      'ESTABLISHED with unread bytes in the receive queue, or CLOSE-WAIT with at least the FIN unread',
      'they age and their number grows, or it stands still at the size of the pool',
      'CLOSE-WAIT gives the age at the first look: last_ack_recv is the time since the FIN',
      'a small body hides in the buffer of the library, so the receive queue may be 0 or 1',
    ],
    healthy: [
      'an idle pool: its connections carried many requests each, and their number is bounded',
      'one or two CLOSE-WAIT in a pool that looks at a connection only when it needs it: few, and they do not grow',
      'long poll and server-sent events: bytes keep arriving and the receive queue is empty; while no event has come yet, the finding says that it is a pattern only',
      'a slow download: the receive queue is drained between two looks',
    ],
    mend:
      'Whoever receives a response owns its connection until the body has been read to its end or closed. ' +
      'Put that into a construct that runs on every path (try/finally, with, try-with-resources, defer), error statuses and timeouts too. ' +
      'Read small bodies, so that the connection can be reused; close large ones, because a new connection costs less than the rest of the body.',
    verify: [
      'provoke the path that leaked (for example a 403 that carries a body) more often than the pool has slots: every request is answered',
      "ss -Htan state close-wait 'dport = :443' | wc -l stays at one or two",
      'halfopen doctor --pid PID --for 30s reports nothing for this remote',
    ],
    sources: [
      'RFC 9112 section 9.3 (persistence), section 9.6 (tear-down)',
      'RFC 9293 section 3.3.2 (CLOSE-WAIT)',
      'Linux net/ipv4/tcp_diag.c (receive queue = rcv_nxt - copied_seq, the FIN counts one)',
      'Go net/http: "The client must close the response body when finished with it"',
      'undici: README, "Garbage Collection" (always consume or cancel the body)',
      'Apache HttpClient 4.5: tutorial, section 1.1.5 (ensuring release of low level resources)',
    ],
  },
  remedies: {
    node: {
      summary:
        'Read every body to its end or cancel it, whatever the status, and bound each request with an AbortSignal.',
      code: `async function getJson(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  try {
    if (!response.ok) throw new Error('upstream answered ' + response.status);
    return await response.json();
  } finally {
    if (!response.bodyUsed) await response.body?.cancel();   // the error path
  }
}
// undici.request:  const { statusCode, body } = await request(url);
//                  if (statusCode !== 200) await body.dump();
// node:http:       a 'response' listener that does not read must call response.resume()`,
    },
    python: {
      summary: 'Open every response in a with block: it gives the connection back on every path, exceptions included.',
      code: `import requests

session = requests.Session()                       # one for the whole program

def fetch(url, sink):
    with session.get(url, stream=True, timeout=(3, 30)) as response:
        response.raise_for_status()                # released even when this raises
        for chunk in response.iter_content(65536):
            sink.write(chunk)
# aiohttp:      async with session.get(url) as response: ...
# urllib3:      preload_content=False needs response.drain_conn() or response.close()
# http.client:  response.read() before the next request on the same connection`,
    },
    java: {
      summary: 'Use try-with-resources and consume the entity on every path, error statuses included.',
      code: `// Apache HttpClient 4.5
try (CloseableHttpResponse response = client.execute(new HttpGet(uri))) {
    try {
        if (response.getStatusLine().getStatusCode() != 200) {
            throw new IOException("upstream: " + response.getStatusLine());
        }
        return EntityUtils.toString(response.getEntity());
    } finally {
        EntityUtils.consumeQuietly(response.getEntity());   // any status: back into the pool
    }
}
// HttpClient 5:   client.execute(request, r -> EntityUtils.toString(r.getEntity()));
// OkHttp:         try (Response r = client.newCall(request).execute()) { ... }
// JDK HttpClient: BodyHandlers.ofString() or discarding(); close what ofInputStream() gives`,
    },
    go: {
      summary: 'Close the body on every path; drain a small one first so that its connection can be reused.',
      code: `resp, err := client.Do(req)
if err != nil {
    return err
}
defer func() {
    _, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that it can be reused
    _ = resp.Body.Close()                                        // so that it is not leaked
}()
if resp.StatusCode != http.StatusOK {
    return fmt.Errorf("upstream: %s", resp.Status)
}`,
    },
    nginx: {
      summary:
        'nginx reads its upstreams by itself and cannot leak a response; where a leaking client sits in front of it, let it close what that client holds.',
      code: `server {
    listen 8080;
    keepalive_timeout         65s;   # answered, then silent: closed
    send_timeout              30s;   # an answer that is not read: closed
    reset_timedout_connection on;    # with a RST, so that no FIN-WAIT-1 stays behind
    location / { proxy_pass http://127.0.0.1:9000; }
}`,
    },
    haproxy: {
      summary:
        'Before 3.3 HAProxy keeps the upstream connection of a client that gave up: set option abortonclose, and bound both sides.',
      code: `defaults
    mode http
    option abortonclose              # the client is gone: abort the request upstream
    timeout connect          3s
    timeout client          30s      # also a client that does not read its response
    timeout server          30s
    timeout http-keep-alive 15s`,
    },
    general: {
      summary:
        'Find the process and the remote, then the code path whose response is neither read nor closed: look at error statuses and timeouts first.',
      code: `halfopen doctor --pid PID --for 10s
# one request for each connection (data_segs_out:1), unread bytes (Recv-Q), CLOSE-WAIT:
ss -tnpi state established state close-wait 'dport = :443'
# the relief until the code is mended: restart before the pool or the descriptors are used up
grep 'open files' /proc/PID/limits; ls /proc/PID/fd | wc -l`,
    },
  },
}
