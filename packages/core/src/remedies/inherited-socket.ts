import type { CauseText } from './types.js'

export const inheritedSocket: CauseText = {
  id: 'inherited-socket',
  explanation: {
    title: 'One socket open in several processes',
    what:
      'A process was started while a connection was open, and got a copy of its descriptor. ' +
      'The connection ends only when every copy is closed: the program calls close, no FIN is sent, and the peer waits for ever. ' +
      'A listening socket that was inherited keeps its port taken after the server has gone ("Address already in use"), and takes connections that nobody accepts.',
    recognised: [
      'one socket inode in the descriptor tables of several processes',
      'parent and child, or a child that outlived its parent; often a shell, a started tool or an old worker',
      'the state does not change although the program has closed its own descriptor',
    ],
    healthy: [
      'listening sockets shared on purpose: the workers of nginx, gunicorn, php-fpm, a cluster of Node.js',
      'a server that is being reloaded: old and new process share sockets until the old one has drained',
      'a process between fork and exec: gone at the next look',
      'inetd, socket activation of systemd, and sshd, which hand a connection to a child by design',
    ],
    mend:
      'Open every socket with close-on-exec (SOCK_CLOEXEC), and start other programs with an explicit list of descriptors. ' +
      'Where a program forks without exec, open connections after the fork, or close the inherited copies in the child at once. ' +
      'shutdown(2) acts on the connection itself and not on the copy: it ends it for all owners.',
    verify: [
      "ss -tanp 'sport = :8080' lists one process in users:(...) for each connection",
      'start the child program again and look: ls -l /proc/CHILD/fd shows no socket of the parent',
      'halfopen doctor reports nothing for these processes',
    ],
    sources: [
      'close(2), shutdown(2), fork(2), open(2): O_CLOEXEC; socket(2): SOCK_CLOEXEC',
      'PEP 446 (Python: descriptors are not inherited since 3.4); os.register_at_fork',
      'Node.js: child_process, stdio and subprocess.send(message, handle)',
      'Go: os/exec, Cmd.ExtraFiles; syscall.ForkLock',
      'nginx: core module, worker_shutdown_timeout; HAProxy: hard-stop-after',
    ],
  },
  remedies: {
    node: {
      summary:
        'Node opens sockets with close-on-exec; only what is named in stdio, or sent with a handle, is inherited.',
      code: `import { spawn } from 'node:child_process';

// name what the child gets; 'inherit' also hands over a stdin or stdout that is a socket
const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

// a handle that was sent: keepOpen false (the default) closes the copy in this process
worker.send('connection', socket, { keepOpen: false });

// end it for all owners: end() calls shutdown(2), destroy() alone closes only this copy
socket.end(() => socket.destroy());`,
    },
    python: {
      summary:
        'Start workers by spawn instead of fork, and close inherited connections in the child where a fork is needed.',
      code: `import multiprocessing, os, subprocess
import requests

session = requests.Session()
os.register_at_fork(after_in_child=session.close)   # the child's copies; sends no FIN

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")  # nothing is inherited
    worker = context.Process(target=print, args=("a fresh process",))
    worker.start()
    worker.join()
    subprocess.run(["true"], close_fds=True)        # the default: do not change it
# gunicorn with preload_app: open pools in post_fork(server, worker), not on import`,
    },
    java: {
      summary:
        'ProcessBuilder closes descriptors in the child; Java is rather the one that inherits: clean its start script.',
      code: `#!/bin/bash
# start.sh: close what the caller has left open, then become the JVM
for fd in /proc/self/fd/*; do
  n=\${fd##*/}
  [ "$n" -gt 2 ] && [ "$n" != 255 ] && eval "exec $n>&-"
done
exec java -jar app.jar
# In Java, do not hand over a stdin or stdout that is a socket:
#   new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
#       .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();`,
    },
    go: {
      summary:
        'os/exec passes only ExtraFiles; look for raw syscalls without SOCK_CLOEXEC and for File(), which duplicates.',
      code: `file, err := conn.File() // a duplicate: the connection now has two descriptors
if err != nil {
    return err
}
defer file.Close()
cmd := exec.Command("child")
cmd.ExtraFiles = []*os.File{file} // descriptor 3 of the child, on purpose
if err := cmd.Start(); err != nil {
    return err
}
_ = conn.Close() // with file closed as well, the child is its only owner
// raw sockets: syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)`,
    },
    nginx: {
      summary:
        'Old workers keep their connections after a reload: bound their life, and end a forgotten old master with QUIT.',
      code: `worker_shutdown_timeout 60s;      # main context: then an old worker closes what is left
events { worker_connections 1024; }
# after an upgrade of the binary (USR2) the old master still holds the listening sockets:
#   ps -o pid,ppid,lstart,cmd -C nginx
#   kill -WINCH OLD_MASTER; kill -QUIT OLD_MASTER`,
    },
    haproxy: {
      summary: 'An old process keeps its connections after a reload: bound its life with hard-stop-after.',
      code: `global
    hard-stop-after 60s           # then the old process closes what is left
    close-spread-time 30s         # meanwhile it ends idle connections little by little
    stats socket /run/haproxy/admin.sock mode 600 level admin expose-fd listeners
# what is left: ps -o pid,lstart,cmd -C haproxy`,
    },
    general: {
      summary: 'Find all owners of the socket, and close it in the one that does not need it.',
      code: `# several names within one users:((...),(...))
ss -Htanp | grep -E '\\),\\('
# all owners of one socket inode
find /proc/[0-9]*/fd -lname 'socket:\\[INODE\\]' 2>/dev/null
lsof -nP -i :8080
# a program that should not have it: start it with descriptors 3 to 9 closed
program 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-`,
    },
  },
}
