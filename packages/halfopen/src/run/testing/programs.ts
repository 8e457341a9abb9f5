/** Test suites in small: each faulty one has a healthy twin that looks like it. */
export const python = (code: string, ...args: string[]): readonly string[] => ['python3', '-c', code, ...args]
export const node = (code: string, ...args: string[]): readonly string[] => [
  process.execPath,
  '--input-type=module',
  '-e',
  code,
  ...args,
]

const PAUSE = 'const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));'

export const KEEPS_STREAMS = `
import sys, time, requests
session, kept = requests.Session(), []
for _ in range(5):
    kept.append(session.get(sys.argv[1] + "/bytes/200000", stream=True))
    time.sleep(0.1)
time.sleep(2)
`

/** A pool of four, busy at once, that keeps its idle connections to the end. */
export const KEEPS_POOL = `
import sys, time, requests
from concurrent.futures import ThreadPoolExecutor
session = requests.Session()
with ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda n: session.get(sys.argv[1] + "/bytes/200000").content, range(12)))
time.sleep(1.2)
`

export const KEEPS_BODIES = `${PAUSE}
globalThis.kept = [];
for (let n = 0; n < 5; n++) { kept.push(await fetch(process.argv[1] + '/bytes/400000')); await pause(100) }
await pause(2000);
process.exit(0);
`

export const READS_BODIES = `${PAUSE}
for (let n = 0; n < 3; n++) await Promise.all([1, 2, 3, 4].map(async () => (await fetch(process.argv[1] + '/bytes/400000')).arrayBuffer()));
await pause(1200);
process.exit(0);
`

/** Its own server with idle clients, and a long poll under way when it ends. */
export const SERVES_AND_POLLS = `${PAUSE}
import http from 'node:http';
const server = http.createServer((request, response) => { response.end('x'.repeat(100000)) }).listen(0, '127.0.0.1');
await new Promise((resolve) => server.on('listening', resolve));
const own = 'http://127.0.0.1:' + server.address().port;
for (let n = 0; n < 3; n++) await Promise.all(Array.from({ length: 10 }, async () => (await fetch(own)).text()));
fetch(process.argv[1] + '/never').catch(() => {});
await pause(1200);
process.exit(0);
`

/** Ten sessions, each opened after the other, and kept. */
export const KEEPS_SESSIONS = `${PAUSE}
import net from 'node:net';
for (let n = 0; n < 10; n++) {
  const socket = net.connect(Number(process.argv[1]), '127.0.0.1');
  for (const message of ['startup', 'password', 'query']) {
    socket.write(message);
    await new Promise((resolve) => socket.once('data', resolve));
  }
}
await pause(1200);
process.exit(0);
`

export const ENDS_AT_ONCE = `
for (let n = 0; n < 2; n++) await fetch(process.argv[1] + '/bytes/400000');
process.exit(0);
`

/** A test of a leak: the subprocess leaks at this test's own server, and ends; the test goes on. */
export const TESTS_A_LEAK = `
import http.server, socketserver, subprocess, sys, threading, time
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "200000"); self.end_headers()
        try: self.wfile.write(b"x" * 200000)
        except OSError: pass
    def log_message(self, *_): pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    def handle_error(self, *_): pass
server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
leak = "import sys, time, requests; s = requests.Session(); k = [s.get(sys.argv[1], stream=True) for _ in range(5)]; time.sleep(2.5)"
subprocess.run([sys.executable, "-c", leak, "http://127.0.0.1:%d/" % server.server_port], check=True)
time.sleep(2)
`

/** Leaves its parent at once and keeps a connection; tells its pid. */
export const DAEMON = `
import os, socket, sys, time
host, port = sys.argv[1].split("//")[1].split(":")
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
connection = socket.create_connection((host, int(port)))
connection.sendall(b"GET /bytes/10 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
connection.recv(4096)
time.sleep(float(sys.argv[2]))
`

/** Leaves a process with a connection behind, which is ready once the command has ended; SIGINT ends it, or does not. */
export const LEAVES_BEHIND = (onSigint: 'SIG_DFL' | 'SIG_IGN'): string => `
import os, signal, socket, sys, time
command = os.getpid()
if os.fork(): os._exit(0)
signal.signal(signal.SIGINT, signal.${onSigint})
while os.getppid() == command: time.sleep(0.01)
host, port = sys.argv[1].split("//")[1].split(":")
connection = socket.create_connection((host, int(port)))
time.sleep(0.3)
print("ready", flush=True)
time.sleep(30)
`

/** Tells how often it was interrupted within the time after the first. */
export const COUNTS = (signal: string): string => `
let n = 0;
process.on('${signal}', () => { if (++n === 1) setTimeout(() => { console.log('${signal} ' + n); process.exit(5) }, 500) });
console.log('ready');
setInterval(() => {}, 1000);
`

/** Runs a command at a terminal of its own, types Ctrl-C when it is ready, and tells what it printed and its exit code. */
export const TYPES_CTRL_C = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
seen, typed = b"", False
while True:
    try: piece = os.read(terminal, 4096)
    except OSError: break
    if not piece: break
    seen += piece
    if b"ready" in seen and not typed: typed = os.write(terminal, b"\\x03") > 0
print(seen.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

/** A Go test that leaves its bodies open, or closes them. */
export const goTest = (how: 'leave' | 'close'): string => `package suite

import (
	"io"
	"net/http"
	"os"
	"testing"
	"time"
)

func Test(t *testing.T) {
	for i := 0; i < 5; i++ {
		response, err := http.Get(os.Getenv("UPSTREAM") + "/bytes/100000")
		if err != nil {
			t.Fatal(err)
		}
		if "${how}" == "close" {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(2 * time.Second)
}
`

/** Ten refusals whose small bodies nobody closes, or closes; the server closes each connection. */
export const javaSuite = (how: 'leave' | 'close'): string => `
import org.apache.http.client.methods.*;
import org.apache.http.impl.client.*;
public class Suite {
  public static void main(String[] arguments) throws Exception {
    CloseableHttpClient client = HttpClients.custom().setMaxConnPerRoute(20).build();
    for (int i = 0; i < 10; i++) {
      CloseableHttpResponse response = client.execute(new HttpGet(arguments[0] + "/refuse/100"));
      if ("${how}".equals("close")) response.close();
      Thread.sleep(50);
    }
    Thread.sleep(4000);
    System.exit(0);
  }
}
`
