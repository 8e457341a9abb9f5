import type { CauseText } from './types.js'

export const closedDescriptor: CauseText = {
  id: 'closed-descriptor',
  explanation: {
    title: 'Reset by the peer, never closed here',
    what:
      'The peer has reset the connection, and the kernel has taken it out of the socket table; the program has not closed its descriptor. ' +
      'It is invisible to ss and netstat, and it still counts against the descriptor limit. ' +
      'It happens where an error path forgets to close, or where a connection is not being read, so that the program never learns of the reset.',
    recognised: [
      'a descriptor of the process is a TCP socket (extended attribute system.sockprotoname = TCP)',
      'its inode is missing from every dump of the socket tables, twice',
      'lsof calls it "sock ... protocol: TCP", without addresses',
    ],
    healthy: [
      'a socket between socket() and connect() or listen(): it is in no table either, for a moment',
      'a connection that is reset between two dumps and closed at once: gone at the second look',
      'sockets of another network namespace: they are in the table of that namespace',
    ],
    mend:
      'Close on every path, the error path above all: reset, timeout, exception in the handler. ' +
      'Let no connection rest without somebody who reads it or without a timer, because a reset is reported to a reader only. ' +
      'Restarting the process frees the descriptors; nothing from outside can, since there is no connection left to end.',
    verify: [
      "lsof -nP -p PID | grep -c 'protocol: TCP' prints 0 or stands still",
      'ls /proc/PID/fd | wc -l stays level while peers reset connections',
      'halfopen doctor --pid PID --for 10s reports nothing',
    ],
    sources: [
      'RFC 9293 section 3.5.3 (reset processing)',
      'Linux net/ipv4/tcp_input.c, tcp_reset; net/socket.c, sockfs_xattr_get (system.sockprotoname)',
      'close(2); lsof(8)',
      'Node.js: net, socket.pause() and the error event',
    ],
  },
  remedies: {
    node: {
      summary: 'A paused socket never learns of a reset: give every socket a timeout, and destroy it on error.',
      code: `server.on('connection', (socket) => {
  socket.setTimeout(120_000, () => socket.destroy());   // fires while it is paused, too
  socket.on('error', () => socket.destroy());
});
// a stream that is piped by hand: pipeline() destroys both ends when one fails
await pipeline(request, transform, response);           // node:stream/promises
// fetch and undici: an unread body pauses its socket; only a signal rescues it
await fetch(url, { signal: AbortSignal.timeout(60_000) });`,
    },
    python: {
      summary: 'Hold each connection in a with block, so that an exception closes it, and give each read a timeout.',
      code: `import socket
from contextlib import closing
from http.client import HTTPConnection

def ask(host, port, request):
    with socket.create_connection((host, port), timeout=30) as sock:   # closed on every path
        sock.sendall(request)
        return sock.recv(65536)

def get(host, path):
    with closing(HTTPConnection(host, timeout=30)) as connection:      # has no with of its own
        connection.request("GET", path)
        return connection.getresponse().read()
# asyncio: writer.close() in finally, also when drain() raised ConnectionResetError`,
    },
    java: {
      summary: 'Use try-with-resources around every Socket and SocketChannel, and close the channel when a read fails.',
      code: `try (Socket socket = new Socket()) {
    socket.connect(new InetSocketAddress(host, port), 3000);
    socket.setSoTimeout(30_000);
    exchange(socket);                          // "Connection reset" closes it, too
}
// NIO: an exception in the loop must close its channel, not only cancel the key
try {
    if (channel.read(buffer) == -1) { key.cancel(); channel.close(); }
} catch (IOException reset) {
    key.cancel();
    channel.close();
}`,
    },
    go: {
      summary:
        'Write defer conn.Close() directly after the error check, and set deadlines so that no goroutine keeps it for ever.',
      code: `conn, err := net.DialTimeout("tcp", address, 3*time.Second)
if err != nil {
    return err
}
defer conn.Close() // on every path
if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
    return err
}
return exchange(conn)
// which goroutines hold one? curl 'localhost:6060/debug/pprof/goroutine?debug=2'`,
    },
    nginx: {
      summary:
        'nginx reads every connection and closes it; after an "open socket" alert in its error log reload and upgrade.',
      code: `worker_shutdown_timeout 60s;      # main context: a reload replaces all workers
events { worker_connections 1024; }
# is a worker the owner?  lsof -nP -p WORKER | grep -c 'protocol: TCP'
# alerts of this kind:    grep 'open socket' /var/log/nginx/error.log
# relief:                 nginx -s reload
# a third-party module is the usual reason: nginx -V, and leave one out at a time`,
    },
    haproxy: {
      summary:
        'HAProxy closes on every error; should descriptors stay behind, look at them in the admin socket, reload and upgrade.',
      code: `global
    stats socket /run/haproxy/admin.sock mode 600 level admin expose-fd listeners
    hard-stop-after 60s           # a reload then frees all descriptors of the old process
# what it holds:  echo 'show fd'   | socat - /run/haproxy/admin.sock
#                 echo 'show sess' | socat - /run/haproxy/admin.sock
# relief:         systemctl reload haproxy`,
    },
    general: {
      summary:
        'List the descriptors that are TCP sockets without a connection, find the error path, restart to free them.',
      code: `# they have no addresses any more
lsof -nP -p PID | grep 'protocol: TCP'
# sockets that the process holds, and those that ss knows
ls -l /proc/PID/fd | grep -c socket:
ss -Htanp | grep -c 'pid=PID,'
halfopen doctor --pid PID --for 10s`,
    },
  },
}
