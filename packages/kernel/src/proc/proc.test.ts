import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine, parseArguments } from './arguments.js'
import { parseContainer } from './container.js'
import { parseCounters } from './counters.js'
import { parseDescriptorLimit } from './limits.js'
import { parsePortRange } from './ports.js'
import { baseName, runtimeByName } from './runtime.js'
import { parseTcpSockets } from './sockstat.js'
import { parseStat } from './stat.js'
import { textOf } from './text.js'
import { parsePasswd } from './users.js'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

describe('stat', () => {
  // /proc/PID/stat of a python3 and of a kernel thread, Linux 6.18.
  const tail = 'S 812 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 77123 1 2 3'

  it('reads parent and start', () => {
    expect(parseStat(`90 (python3) ${tail}`)).toEqual({
      comm: 'python3',
      parentPid: 812,
      startTicks: 77_123,
      kernelThread: false,
    })
  })

  it('finds the end of a name that holds brackets and spaces', () => {
    expect(parseStat(`90 (a) S 1 (b) ${tail}`)).toMatchObject({ comm: 'a) S 1 (b', parentPid: 812 })
  })

  it('knows a kernel thread', () => {
    expect(parseStat('2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0')?.kernelThread).toBe(true)
  })

  it('is null for anything else, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const stat = parseStat(text)
        expect(stat === null || Number.isSafeInteger(stat.startTicks)).toBe(true)
      }),
    )
  })
})

describe('limits', () => {
  it('reads the soft limit', () => {
    const text =
      'Limit  Soft Limit  Hard Limit  Units\nMax processes  93 93 processes\nMax open files            1024                 1048576              files     \n'
    expect(parseDescriptorLimit(text)).toBe(1024)
  })

  it('is null where there is none', () => {
    expect(parseDescriptorLimit('Max open files  unlimited unlimited files')).toBeNull()
  })
})

describe('text of a process', () => {
  it('keeps UTF-8', () => {
    expect(textOf(new TextEncoder().encode('grüße 漢字'), 300)).toBe('grüße 漢字')
  })

  it('shows bytes that are not UTF-8 as they are', () => {
    expect(textOf(bytes('a\xff\xc3'), 300)).toBe('a\\xff\\xc3')
    expect(textOf(new Uint8Array([0xe6, 0xbc, 0xa2, 0xe6, 0xbc]), 300)).toBe('漢\\xe6\\xbc')
  })

  it('never shows a character that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (hostile) => {
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(textOf(hostile, 300)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      }),
    )
  })
})

describe('arguments', () => {
  it('are separated by NUL', () => {
    expect(parseArguments(bytes('java\0-jar\0\0app.jar\0'))).toEqual(['java', '-jar', '', 'app.jar'])
    expect(commandLine(['java', '-jar', '', 'app.jar'])).toBe('java -jar app.jar')
  })

  it('are cut where nobody would read on', () => {
    const argv = parseArguments(bytes('x'.repeat(4096)))
    expect(commandLine(argv).length).toBeLessThanOrEqual(1000)
  })
})

describe('runtime', () => {
  const runtime = (exe: string, argv: string[] = [], comm = '') => runtimeByName({ exe, argv, comm })

  it.each([
    ['/usr/bin/node', 'node'],
    ['/usr/bin/python3.11', 'python'],
    ['/usr/lib/jvm/java-17-openjdk-amd64/bin/java', 'java'],
    ['/usr/bin/ruby3.1', 'ruby'],
    ['/usr/sbin/php-fpm8.2', 'php'],
    ['/usr/bin/dotnet', 'dotnet'],
    ['/usr/sbin/nginx', 'nginx'],
    ['/usr/sbin/haproxy', 'haproxy'],
    ['/usr/bin/python3.11 (deleted)', 'python'],
    ['/usr/bin/nodejs-exporter', 'unknown'],
    ['/usr/bin/rubygems-x', 'unknown'],
  ])('of %s is %s', (exe, expected) => {
    expect(runtime(exe)).toBe(expected)
  })

  it('of a wrapper is that of its interpreter', () => {
    expect(runtime('/usr/bin/python3.11', ['/usr/bin/python3', '/usr/bin/gunicorn', 'app'])).toBe('python')
  })

  it('is known by title or name where the executable may not be read', () => {
    expect(runtime('', ['nginx: worker process'])).toBe('nginx')
    expect(runtime('', ['gunicorn: master [app]'])).toBe('python')
    expect(runtime('', [], 'java')).toBe('java')
    expect(runtime('', ['php-fpm: pool www'])).toBe('php')
  })

  it('takes the base name without the mark of a deleted file', () => {
    expect(baseName('/opt/app/server (deleted)')).toBe('server')
    expect(baseName('')).toBe('')
  })
})

describe('container', () => {
  const id = '3f1c'.repeat(16)

  it.each([
    ['docker, cgroup v1', `12:pids:/docker/${id}\n11:cpu:/docker/${id}\n`],
    ['docker, cgroup v2 with systemd', `0::/system.slice/docker-${id}.scope\n`],
    ['podman', `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container\n`],
    [
      'containerd in Kubernetes',
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-${id}.scope\n`,
    ],
    ['containerd without systemd', `0::/kubepods/besteffort/pod5b7e/${id}\n`],
    ['containerd, v1', `4:memory:/kubepods.slice/kubepods-pod1.slice:cri-containerd:${id}\n`],
  ])('is found: %s', (_, text) => {
    expect(parseContainer(text)).toBe('3f1c3f1c3f1c')
  })

  it('is null outside of one', () => {
    expect(parseContainer('0::/user.slice/user-1000.slice/session-3.scope\n')).toBeNull()
    expect(parseContainer('0::/\n')).toBeNull()
  })
})

describe('network namespace', () => {
  const snmp = 'Ip: Forwarding\nIp: 1\nTcp: RtoMin EstabResets CurrEstab\nTcp: 200 180 6\n'
  const netstat = 'TcpExt: SyncookiesSent ListenOverflows TCPAbortOnData\nTcpExt: 0 40 69\nIpExt: InOctets\nIpExt: 5\n'

  it('gives its counters', () => {
    expect(parseCounters(snmp, netstat)).toEqual({
      estabResets: 180,
      abortOnData: 69,
      abortOnLinger: 0,
      listenOverflows: 40,
    })
    expect(parseCounters('', netstat)).toBeNull()
  })

  it('gives its port range', () => {
    expect(parsePortRange('32768\t60999\n')).toEqual([32_768, 60_999])
    expect(parsePortRange('')).toBeNull()
  })

  it('gives its number of sockets', () => {
    const stat = 'sockets: used 13\nTCP: inuse 7 orphan 0 tw 2 alloc 5 mem 1\nUDP: inuse 4\n'
    expect(parseTcpSockets(stat, 'TCP6: inuse 3\nUDP6: inuse 0\n')).toBe(12)
    expect(parseTcpSockets(stat, '')).toBe(9)
    expect(parseTcpSockets('', '')).toBeNull()
    expect(parseTcpSockets(stat, 'UDP6: inuse 3\n')).toBeNull()
  })
})

it('names users as /etc/passwd does', () => {
  const names = parsePasswd('root:x:0:0:root:/root:/bin/sh\nbroken\nwww-data:x:33:33::/:\ntoor:x:0:0::/:\n')
  expect([names.get(0), names.get(33), names.get(5)]).toEqual(['root', 'www-data', undefined])
})
