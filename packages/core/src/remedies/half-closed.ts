import type { CauseText } from './types.js'

export const halfClosed: CauseText = {
  id: 'half-closed',
  explanation: {
    title: 'The peer has finished and this side never closes',
    what:
      'The peer has sent its FIN: it will send no more. This side has read that end of the stream, but it neither answers nor closes. ' +
      'The connection stays in CLOSE-WAIT here and in FIN-WAIT-2 at the peer, one descriptor each, without any timeout in TCP. ' +
      'Typical are handlers that ignore the end of the input, upgraded connections, and tunnels that wait for the other direction for an hour.',
    recognised: [
      'inbound CLOSE-WAIT with nothing unread (receive queue 0: the FIN has been read), ageing between two looks',
      'in a proxy: pairs, CLOSE-WAIT on one side and ESTABLISHED or FIN-WAIT-2 on the other, of the same process',
      'last_ack_recv is the time since the FIN of the peer',
    ],
    healthy: [
      'a request whose client has shut down its sending half and waits for a slow response: it ends with the response',
      'CLOSE-WAIT for the moment between the FIN and close(): gone at the next look',
      'a live tunnel in which one direction has ended and the other still carries data: acknowledged bytes grow',
    ],
    mend:
      'Whoever reads the end of the stream must finish what is to be sent and close. ' +
      'A tunnel passes the FIN on to the other side and gives the remaining direction a short time, 5 s to 30 s of silence, not the idle timeout of a whole tunnel. ' +
      'TCP does not do it for you: tcp_fin_timeout ends FIN-WAIT-2 of closed sockets only, and TCP keep-alive probes are answered by a peer that is alive.',
    verify: [
      "ss -Htan state close-wait 'sport = :8080' | wc -l falls to 0 within the timeout",
      'connect, send a FIN (printf ... | nc -N host port): the server closes too',
      'halfopen doctor --port 8080 --for 30s reports nothing',
    ],
    sources: [
      'RFC 9293 section 3.6 and 3.6.1 (half-closed connections), section 3.3.2 (CLOSE-WAIT, FIN-WAIT-2)',
      'RFC 9112 section 9.6 (tear-down)',
      'Linux net/ipv4/tcp.c, tcp_close; Documentation/networking/ip-sysctl.rst, tcp_fin_timeout',
      'HAProxy configuration manual: timeout client-fin, timeout server-fin, timeout tunnel',
      'Node.js: net, allowHalfOpen; http, the upgrade event hands over a socket with allowHalfOpen',
      'nginx: ngx_stream_proxy_module, proxy_timeout, proxy_half_close',
    ],
  },
  remedies: {
    node: {
      summary:
        'End the socket when the peer ends: upgraded and CONNECT sockets of node:http are half-open and do not by themselves.',
      code: `server.on('upgrade', (request, socket) => {
  socket.once('end', () => socket.end());          // allowHalfOpen is true on this socket
  socket.setTimeout(120_000, () => socket.destroy());
});
// a tunnel: pass the FIN on, and bound the silence of the direction that is left
function tunnel(a, b, halfClosedMs = 10_000) {
  for (const [from, to] of [[a, b], [b, a]]) {
    from.pipe(to);
    from.once('end', () => { for (const s of [a, b]) s.setTimeout(halfClosedMs); });
    from.once('timeout', () => { a.destroy(); b.destroy(); });
    from.once('error', () => from.destroy());
    from.once('close', () => to.destroySoon());
  }
}`,
    },
    python: {
      summary: 'Treat an empty read as the end: leave the loop and close the writer in a finally block.',
      code: `import asyncio

async def handle(reader, writer):
    try:
        while data := await asyncio.wait_for(reader.read(65536), 60):   # b"" is the FIN
            writer.write(data)
            await writer.drain()
    except (asyncio.TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
# asyncio.Protocol: eof_received() returning True keeps it half-closed; return None
# plain sockets: if not sock.recv(65536): break, inside "with sock:"`,
    },
    java: {
      summary: 'Leave the loop when read returns -1, inside try-with-resources; in Netty keep ALLOW_HALF_CLOSURE off.',
      code: `try (Socket socket = server.accept()) {
    socket.setSoTimeout(60_000);                     // silence, milliseconds
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    int n;
    while ((n = in.read(buffer)) != -1) {            // -1 is the FIN of the peer
        handle(buffer, n, socket.getOutputStream());
    }
}                                                    // closed on every path
// NIO: channel.read(buffer) == -1  ->  key.cancel(); channel.close();
// Netty: childOption(ChannelOption.ALLOW_HALF_CLOSURE, false) and an IdleStateHandler`,
    },
    go: {
      summary: 'Close in a defer; a tunnel passes the FIN on with CloseWrite and gives the other direction a deadline.',
      code: `func tunnel(a, b *net.TCPConn) {
    defer a.Close()
    defer b.Close()
    done := make(chan struct{}, 2)
    pass := func(to, from *net.TCPConn) {
        _, _ = io.Copy(to, from)
        _ = to.CloseWrite() // the FIN goes on
        done <- struct{}{}
    }
    go pass(a, b)
    go pass(b, a)
    <-done
    select { case <-done: case <-time.After(10 * time.Second): }
}`,
    },
    nginx: {
      summary: 'Keep proxy_half_close off in stream, bound the silence, and bound upgraded connections in http.',
      code: `stream {
    server {
        listen 5432 so_keepalive=60s:10s:5;
        proxy_pass 127.0.0.1:15432;
        proxy_connect_timeout 3s;
        proxy_timeout 10m;               # silence in both directions
        proxy_half_close off;            # the default: a FIN from one side ends both
    }
}
# http, WebSocket: proxy_read_timeout 120s; proxy_send_timeout 120s;`,
    },
    haproxy: {
      summary: 'Set client-fin and server-fin: without them a half-closed tunnel lives as long as timeout tunnel.',
      code: `defaults
    mode tcp
    timeout connect     3s
    timeout client     10m
    timeout server     10m
    timeout tunnel      1h
    timeout client-fin  5s            # the client has finished, the server has not
    timeout server-fin  5s            # and the other way round`,
    },
    general: {
      summary: 'Find the process in CLOSE-WAIT with nothing unread: it must close; the kernel will not do it.',
      code: `# Recv-Q 0: the FIN has been read; lastack: milliseconds since it came
ss -Htnpi state close-wait
# the other half of the pair, at the peer or in the same proxy
ss -Htanp state fin-wait-2
halfopen doctor --for 30s`,
    },
  },
}
