import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { HalfopenError, type Snapshot } from '@halfopen/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NodeDescriptors } from '../descriptors/index.js'
import type { SourceFactory } from '../namespaces/index.js'
import { NetlinkSource } from '../netlink/index.js'
import { answerOf } from '../testing/captured.js'
import { decoded } from '../testing/datagrams.js'
import { FakeChannel } from '../testing/fake-channel.js'
import { until, World } from '../testing/world.js'
import { settingsOf } from './options.js'
import { Scanner } from './scanner.js'

const linux = platform() === 'linux'
const root = linux && process.geteuid?.() === 0
const canUnshare = root && succeeds('unshare', ['-n', 'true'])
const NOBODY = 65_534

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    // Not installed or not permitted: the tests that need it are skipped.
    return false
  }
}

describe.runIf(linux)('the scanner', () => {
  let world: World
  let scanner: Scanner
  beforeEach(() => {
    world = new World()
    scanner = Scanner.open()
  })
  afterEach(async () => {
    scanner[Symbol.dispose]()
    await world[Symbol.asyncDispose]()
  })

  function look(threadsOf: readonly number[] = []): Snapshot {
    const result = scanner.look({ threadsOf })
    if (!result.ok) throw result.error
    return result.value
  }

  const processOf = (pid: number) => look().processes.find((one) => one.pid === pid)

  it('measures itself', () => {
    look()
    look()
    const { stats } = scanner
    expect(stats).toMatchObject({ looks: 2, skipped: 0 })
    expect(stats.directoryWalks).toBeGreaterThan(0)
    expect(stats.lastMs.total).toBeGreaterThanOrEqual(stats.lastMs.sockets)
  })

  it('counts descriptors against their limit', async () => {
    const child = world.start('sh', ['-c', 'ulimit -n 77; exec 5</dev/null 6</dev/null; echo ready; read x'])
    await child.line()
    expect(processOf(child.pid)?.descriptors).toEqual({ used: readdirSync(`/proc/${child.pid}/fd`).length, limit: 77 })
  })

  it('shows a hostile command line without obeying it', async () => {
    const title = String.raw`$(printf 'evil\033[2J\377\n\342\200\256')`
    const child = world.start('bash', ['-c', `echo ready; exec -a "${title}" sleep 600`])
    await child.line()
    const found = await until('it became sleep', () => {
      const one = processOf(child.pid)
      return one?.name === 'sleep' && one
    })
    expect(found.cmdline).toBe(String.raw`evil\x1b[2J\xff\n\u{202e} 600`)
  })

  it('reads no more of a megabyte of arguments than it shows', async () => {
    const child = world.start('sh', [
      '-c',
      'echo ready; read x',
      ...Array.from({ length: 9 }, () => 'x'.repeat(120_000)),
    ])
    await child.line()
    const shown = processOf(child.pid)?.cmdline ?? ''
    expect(shown).toMatch(/^sh -c echo ready; read x x+…$/)
    expect(shown.length).toBeLessThanOrEqual(1000)
  })

  it('recognises a program that becomes another', async () => {
    const child = world.start('sh', [
      '-c',
      `echo ready; read x; exec ${process.execPath} -e 'console.log("node"); setInterval(() => {}, 9e9)'`,
    ])
    await child.line()
    for (let i = 0; i < 5; i++) look()
    expect(processOf(child.pid)).toMatchObject({ runtime: 'unknown' })
    child.child.stdin?.write('\n')
    await until('it is known as Node.js', () => processOf(child.pid)?.runtime === 'node')
  })

  it.runIf(root)('says what it may not see when it is not root', async () => {
    const { port } = await world.listen('127.0.0.1')
    const connect = `exec 3<>/dev/tcp/127.0.0.1/${port}; echo ready; read x`
    const ours = world.start('setpriv', [
      `--reuid=${NOBODY}`,
      `--regid=${NOBODY}`,
      '--clear-groups',
      'bash',
      '-c',
      connect,
    ])
    const theirs = world.start('bash', ['-c', connect])
    await Promise.all([ours.line(), theirs.line()])
    const snapshot = asNobody(() => look([theirs.pid]))
    const c = snapshot.connections.columns
    const owners = Array.from({ length: snapshot.connections.length }, (_, row) => row)
      .filter((row) => c.remotePort[row] === port)
      .map((row) => snapshot.processes[c.owner[row] ?? -1]?.pid)
    expect(owners.toSorted()).toEqual([ours.pid, undefined])
    const limits = snapshot.limits.join('\n')
    expect(limits).toMatch(
      /\d+ processes of .*root.* may not be read, so their connections have no owner, .*: `sudo halfopen …` shows them/,
    )
    expect(limits).toContain('the threads of 1 process may not be read')
    expect(snapshot.processes.find(({ pid }) => pid === theirs.pid)).toMatchObject({
      exe: '',
      name: 'bash',
      cmdline: expect.stringContaining('/dev/tcp'),
    })
  })

  it.runIf(canUnshare)('looks into other network namespaces', async () => {
    const inside = world.start('unshare', [
      '-n',
      'sh',
      '-c',
      `ip link set lo up; exec ${process.execPath} -e "
      const net = require('net')
      const server = net.createServer().listen(8080, '127.0.0.1', () => net.connect(8080, '127.0.0.1', () => console.log('ready')))"`,
    ])
    await inside.line()
    const own = look().namespaces[0]?.id
    const snapshot = look()
    const listener = snapshot.listeners.find((one) =>
      one.owners.some((index) => snapshot.processes[index]?.pid === inside.pid),
    )
    expect(listener?.namespace).toBeGreaterThan(0)
    expect(snapshot.namespaces[0]?.id).toBe(own)
    const c = snapshot.connections.columns
    const there = Array.from({ length: snapshot.connections.length }, (_, row) => row).filter(
      (row) => c.namespace[row] === listener?.namespace,
    )
    expect(there.map((row) => [snapshot.processes[c.owner[row] ?? -1]?.pid, c.hasInfo[row]])).toEqual([
      [inside.pid, 1],
      [inside.pid, 1],
    ])
    await inside.end()
    expect(look().listeners.some((one) => one.namespace === listener?.namespace)).toBe(false)
  })

  it.runIf(canUnshare)('reads /proc where it may not enter a namespace', async () => {
    const inside = world.start('unshare', [
      '-n',
      'sh',
      '-c',
      `ip link set lo up; exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups ${process.execPath} -e "
      const server = require('net').createServer().listen(8080, '127.0.0.1', () => console.log('ready'))"`,
    ])
    await inside.line()
    const snapshot = asNobody(() => look())
    expect(snapshot.limits.join('\n')).toMatch(/network namespace \d+ is read without tcp_info \(setns: EPERM\)/)
    expect(snapshot.listeners.find(({ namespace, port }) => namespace > 0 && port === 8080)).toMatchObject({
      cookie: 0,
    })
  })

  it.runIf(arch() === 'x64' || arch() === 'arm64')('tells which connection a thread waits for', async () => {
    const { port } = await world.listen('127.0.0.1')
    const reader = world.start('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}; echo ready; read -u 3 x`])
    await reader.line()
    const wait = await until('it waits', () => look([reader.pid]).waits.find((one) => one.on === 'connection'))
    const snapshot = look()
    const c = snapshot.connections.columns
    const row =
      Array.from({ length: snapshot.connections.length }, (_, at) => at).find((at) => c.remotePort[at] === port) ?? -1
    expect(wait).toEqual({ on: 'connection', pid: reader.pid, tid: reader.pid, inode: c.inode[row], bound: 'for-ever' })
  })

  it.runIf(existsSync('/usr/bin/python3'))('reads what a poll waits for from memory', async () => {
    const { port } = await world.listen('127.0.0.1')
    const program = `import socket; s = socket.create_connection(('127.0.0.1', ${port}), 600); print('ready', flush=True); s.recv(1)`
    const child = world.start('/usr/bin/python3', ['-c', program])
    await child.line()
    const wait = await until('it waits', () => look([child.pid]).waits.find((one) => one.on === 'connection'))
    expect(wait).toMatchObject({ pid: child.pid, bound: 'timeout' })
  })

  it('tells which threads wait for a lock', async () => {
    const child = world.node("console.log('ready'); setInterval(() => {}, 9e9)")
    await child.line()
    const waits = await until('its workers wait', () => {
      const found = look([child.pid]).waits.filter((one) => one.on === 'lock')
      return found.length > 2 && found
    })
    expect(waits.every((wait) => wait.pid === child.pid && wait.bound === 'for-ever')).toBe(true)
  })
})

describe.runIf(linux)('a scanner whose kernel answers badly', () => {
  const whole = answerOf('both')
  const broken = whole.map((bytes) => bytes.subarray(0, bytes.length - 3))

  function scannerOn(channels: FakeChannel[]): Scanner {
    const source = new NetlinkSource(() => {
      const channel = channels.shift()
      return channel === undefined
        ? { ok: false, error: new HalfopenError('HO_NETLINK_OPEN', 'no more channels') }
        : { ok: true, value: channel }
    })
    const sources: SourceFactory = {
      kind: 'netlink',
      furnishOwn: (namespace) => {
        namespace.source = source
      },
      furnish: () => {},
      read: (_namespace, states, sink) => source.read(states, sink),
      close: () => source.close(),
    }
    return Scanner.over(settingsOf({ namespaces: 'own' }), {
      sources,
      descriptors: new NodeDescriptors(),
      limit: undefined,
    })
  }

  it('skips the look, counts it, keeps the snapshot before and goes on', () => {
    using scanner = scannerOn([new FakeChannel([whole, broken]), new FakeChannel([whole])])
    const first = scanner.look()
    const rows = decoded('both').table.length
    expect(first.ok && first.value.connections.length).toBe(rows)
    expect(scanner.look()).toMatchObject({ ok: false, error: { code: 'HO_NETLINK_DECODE' } })
    expect(first.ok && first.value.connections.length).toBe(rows)
    expect(scanner.look().ok).toBe(true)
    expect(scanner.stats).toMatchObject({ looks: 3, skipped: 1 })
  })
})

describe('opening a scanner', () => {
  it.runIf(linux)('refuses a place that is no procfs', () => {
    expect(() => Scanner.open({ procRoot: '/nowhere' })).toThrow(expect.objectContaining({ code: 'HO_NO_PROC' }))
  })
})

/** Looks with the rights of an ordinary user; everything in between is synchronous. */
function asNobody<T>(act: () => T): T {
  process.setegid?.(NOBODY)
  process.seteuid?.(NOBODY)
  try {
    return act()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}
