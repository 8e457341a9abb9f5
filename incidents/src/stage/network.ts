import { spawn } from 'node:child_process'
import { readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLIENT, SCRATCH, SERVER } from '../plan/index.js'
import { command, inNamespaceOf } from './commands.js'
import { until } from './until.js'

/** Whose network namespace a program enters; null is the stage's own, where the clients and the doctor are. */
export interface Network {
  client: null
  server: number | null
}

/** Client and server on one loopback. */
export async function raiseLoopback(): Promise<Network> {
  await ip(null, 'link set lo up')
  return { client: null, server: null }
}

/**
 * Client, router and server in namespaces of their own, with a NAT on the router that forgets a
 * silent connection after `establishedTimeoutS`, and says nothing when it drops what follows.
 */
export async function raiseNat(establishedTimeoutS: number): Promise<Network> {
  await raiseLoopback()
  const router = await newNamespace()
  const server = await newNamespace()
  await connect({ inside: null, outside: router, device: 'toclient', addresses: CLIENT })
  await connect({ inside: server, outside: router, device: 'toserver', addresses: SERVER })
  await ip(null, `route add default via ${CLIENT.router}`)
  await forgetful(router, establishedTimeoutS)
  return { client: null, server }
}

/** A process that does nothing but hold a network namespace. */
async function newNamespace(): Promise<number> {
  const holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' })
  const { pid } = holder
  if (pid === undefined) throw new Error('unshare could not be started')
  const own = await readlink('/proc/self/ns/net')
  const held = () => readlink(`/proc/${pid}/ns/net`).then((namespace) => namespace !== own)
  await until(held, { boundMs: 5000, what: 'a network namespace' })
  await ip(pid, 'link set lo up')
  return pid
}

interface Link {
  inside: number | null
  outside: number
  /** The device's name on the router. */
  device: string
  addresses: { address: string; router: string }
}

async function connect({ inside, outside, device, addresses }: Link): Promise<void> {
  const peer = inside === null ? process.pid : inside
  await ip(outside, `link add ${device} type veth peer name eth0 netns ${peer}`)
  await ip(outside, `address add ${addresses.router}/24 dev ${device}`)
  await ip(outside, `link set ${device} up`)
  await ip(inside, `address add ${addresses.address}/24 dev eth0`)
  await ip(inside, 'link set eth0 up')
}

const ip = (pid: number | null, words: string) => command(argv([...inNamespaceOf(pid), 'ip', ...words.split(' ')]))

const RULES = `
table ip path {
  chain out { type nat hook postrouting priority srcnat; oifname "toserver" masquerade; }
  chain through { type filter hook forward priority filter; ct state invalid drop; }
  chain here { type filter hook input priority filter; ct state invalid drop; }
}
`

/** tcp_loose=0: a segment in the middle of a connection that conntrack does not know is invalid. */
async function forgetful(router: number, establishedTimeoutS: number): Promise<void> {
  const rules = join(SCRATCH, 'path.nft')
  await writeFile(rules, RULES)
  await command(argv([...inNamespaceOf(router), 'nft', '-f', rules]))
  await sysctl(router, 'net/ipv4/ip_forward', 1)
  await sysctl(router, 'net/netfilter/nf_conntrack_tcp_loose', 0)
  await sysctl(router, 'net/netfilter/nf_conntrack_tcp_timeout_established', establishedTimeoutS)
}

/** /proc/sys/net shows the reader's namespace, so the writer has to be inside. */
const sysctl = (pid: number, key: string, value: number) =>
  command(argv([...inNamespaceOf(pid), 'sh', '-c', `echo ${value} > /proc/sys/${key}`]))

function argv(words: string[]): [string, ...string[]] {
  const [first, ...rest] = words
  if (first === undefined) throw new Error('an empty command')
  return [first, ...rest]
}
