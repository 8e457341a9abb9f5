import type { CauseText } from './types.js'

export const orphanedProcess: CauseText = {
  id: 'orphaned-process',
  explanation: {
    title: 'A process outlives its command and keeps connections',
    what:
      'A command has ended, and a process that it started still runs and holds connections. ' +
      'A test suite that starts a server, a worker or a browser and forgets to stop it leaves one behind for each run. ' +
      'They hold ports, slots of databases and connections of upstream servers until somebody notices.',
    recognised: [
      'the process descends from the command, also where it has left its parent by a double fork or setsid',
      'the command has ended, the time to settle is over, and the process still holds connections that it opened',
      'halfopen run finds it; doctor does not know which command started what',
    ],
    healthy: [
      'a process that needs a moment to end after its parent: give it time with --settle',
      'a daemon without connections, or one that only listens',
      'a build daemon that is meant to stay (Gradle, Bazel): start it before the run, then it is none of its processes',
    ],
    mend:
      'Whoever starts a process ends it, on every path: stop it where the suite is torn down, and wait for its end. ' +
      'Start it in the foreground instead of as a daemon, so that it ends with its parent or by a signal to the process group.',
    verify: [
      'halfopen run -- COMMAND reports nothing and ends with the exit code of the command',
      'ps -o pid,ppid,lstart,cmd -p PID finds nothing after the command has ended',
    ],
    sources: [
      'setsid(2), daemon(3), kill(2) with a negative pid',
      'prctl(2): PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG',
      'Python: subprocess.Popen, start_new_session; Node.js: child_process, options.detached',
    ],
  },
  remedies: {
    node: {
      summary: 'End what was started when the suite is torn down, and wait for its end; do not detach it.',
      code: `import { once } from 'node:events';
import { spawn } from 'node:child_process';

const server = spawn('node', ['server.js'], { stdio: 'inherit' });   // not detached, no unref()
after(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
});`,
    },
    python: {
      summary: 'Start it within a context that terminates it on every path and waits for its end.',
      code: `import subprocess
from contextlib import contextmanager

@contextmanager
def running(*command):
    process = subprocess.Popen(command)          # no start_new_session, no daemon mode
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()`,
    },
    java: {
      summary: 'Destroy the process and its descendants when the suite is torn down, and wait for their end.',
      code: `Process process = new ProcessBuilder("server").inheritIO().start();
try {
    runTests();
} finally {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
}`,
    },
    go: {
      summary: 'Bind the process to a context that ends with the test, and wait for its end.',
      code: `ctx, cancel := context.WithCancel(context.Background())
cmd := exec.CommandContext(ctx, "server")
if err := cmd.Start(); err != nil {
    t.Fatal(err)
}
t.Cleanup(func() {
    cancel()       // kills it
    _ = cmd.Wait() // and reaps it
})`,
    },
    nginx: {
      summary: 'Run nginx in the foreground and stop it by QUIT when the suite is torn down.',
      code: `nginx -c "$PWD/test.conf" -g 'daemon off;' &
nginx_pid=$!
trap 'kill -QUIT "$nginx_pid"; wait "$nginx_pid"' EXIT
run_tests`,
    },
    haproxy: {
      summary: 'Run HAProxy in the foreground and stop it when the suite is torn down.',
      code: `haproxy -db -f test.cfg &
haproxy_pid=$!
trap 'kill -TERM "$haproxy_pid"; wait "$haproxy_pid"' EXIT
run_tests`,
    },
    general: {
      summary: 'Stop what the command started when it ends, whatever way it ends, and wait for it.',
      code: `server & server_pid=$!
trap 'kill "$server_pid"; wait "$server_pid"' EXIT
run_tests
# what is left of this run: look, then end it
ps -o pid,ppid,lstart,cmd -p PID
kill PID`,
    },
  },
}
