// Process 1 of a laboratory's namespaces. It does what it is asked over the channel to its parent: run a shell script
// in one of the three network namespaces, or hand over sockets that listen in the server's. When the parent ends, even
// by SIGKILL, the channel closes, this process ends, and the kernel ends every process of the namespaces with it.
// Plain JavaScript, because it runs as a program of its own, from the sources and from the build alike.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

process.on('disconnect', () => process.exit())
process.on('message', ({ id, ask, ...details }) => {
  answers[ask](details).then(
    ([answer, handle]) => process.send({ id, answer }, handle, () => handle?.close()),
    (error) => process.send({ id, answer: { error: String(error.message) } }),
  )
})

const answers = {
  async ready() {
    return [{}]
  },

  /** A network namespace lives as long as a process in it; its number is only known once the process has entered it. */
  async network() {
    const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep infinity'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    holder.stderr.on('data', (bytes) => (said += bytes))
    await Promise.race([once(holder.stdout, 'data'), failure(holder, () => said)])
    return [{ pid: holder.pid }]
  },

  async script({ pid, text }) {
    const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, 'sh', '-e', '-c', text])
    const answer = { out: '', err: '', code: null }
    child.stdout.on('data', (bytes) => (answer.out += bytes))
    child.stderr.on('data', (bytes) => (answer.err += bytes))
    ;[answer.code] = await once(child, 'close')
    return [answer]
  },

  async listen() {
    const server = createServer().listen(0, '0.0.0.0')
    await once(server, 'listening')
    return [{ port: server.address().port }, server]
  },

  async bind() {
    const socket = createSocket('udp4').bind(0, '0.0.0.0')
    await once(socket, 'listening')
    return [{ port: socket.address().port }, socket]
  },
}

async function failure(child, said) {
  await once(child, 'close')
  throw new Error(said().trim())
}
