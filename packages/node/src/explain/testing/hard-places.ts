/** What only a namespace of its own can show: run in one, with few ports and few descriptors. Prints what explain() said. */
import { closeSync, openSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { Agent, fetch } from 'undici'
import { until } from '../../client/testing/servers.js'
import { explain } from '../index.js'
import { errorOf } from './servers.js'

const said: Record<string, unknown> = {}
const failing = async (options: object) =>
  await errorOf(new Promise((resolve, reject) => get(options, resolve).on('error', reject)))

await ports()
await backlog()
await descriptors()
process.stdout.write(JSON.stringify(said), () => process.exit())

async function ports(): Promise<void> {
  // Outside the range from which the kernel takes local ports.
  const port = 8081
  const server = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  said['notOurs'] = explain(await failing({ host: '127.0.0.1', port, localAddress: '10.9.9.9' }))
  const taken: Socket[] = []
  for (let failed = false; !failed; ) {
    const socket = connect(port, '127.0.0.1')
    taken.push(socket)
    failed = await new Promise((resolve) =>
      socket.once('connect', () => resolve(false)).once('error', () => resolve(true)),
    )
  }
  said['noPorts'] = explain(await failing({ host: '127.0.0.1', port }))
  for (const socket of taken) socket.destroy()
  server.close()
}

/** A listener that never accepts: once its queue is full, the kernel drops every SYN. */
async function backlog(): Promise<void> {
  const code = `
    const { parentPort } = require('node:worker_threads')
    const server = require('node:net').createServer().listen({ port: 8082, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage('listening')
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
    })`
  const worker = new Worker(code, { eval: true })
  await new Promise((resolve) => worker.once('message', resolve))
  const port = 8082
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await until(() => acceptQueueOf(port) > 1)
  const dispatcher = new Agent({ connect: { timeout: 500 } })
  const [byClient, byKernel] = await Promise.all([
    errorOf(fetch(`http://127.0.0.1:${port}`, { dispatcher })),
    failing({ host: '127.0.0.1', port }),
  ])
  said['clientTimeout'] = explain(byClient)
  said['kernelTimeout'] = explain(byKernel)
  for (const socket of fillers) socket.destroy()
  await worker.terminate()
}

/** Connections that wait in the accept queue of a listener on 127.0.0.1: rx_queue of its row in /proc/net/tcp. */
function acceptQueueOf(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase()}`
  const row = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, address, , state]) => address === local && state === '0A')
  return Number.parseInt(row?.[4]?.split(':')[1] ?? '0', 16)
}

async function descriptors(): Promise<void> {
  const files: number[] = []
  try {
    for (;;) files.push(openSync('/dev/null', 'r'))
  } catch {
    // All are taken.
  }
  const error = await errorOf(fetch('http://127.0.0.1:7000'))
  for (const file of files) closeSync(file)
  said['noDescriptors'] = explain(error)
}
