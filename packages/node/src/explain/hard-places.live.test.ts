import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { buildProgram } from '../guard/testing/build.js'
import type { ErrorExplanation } from './index.js'

let said: Record<string, ErrorExplanation>

/** Few ports, one retry of a SYN (the kernel then gives up after three seconds), few descriptors. */
const PLACE = [
  'ip link set lo up',
  'echo 40000 40029 > /proc/sys/net/ipv4/ip_local_port_range',
  'echo 1 > /proc/sys/net/ipv4/tcp_syn_retries',
  'ulimit -n 128',
  'exec "$0" "$1"',
].join(' && ')

beforeAll(async () => {
  await using program = await buildProgram('hard-places', new URL('./testing/', import.meta.url))
  const namespace = process.getuid?.() === 0 ? ['-n'] : ['-rn']
  const run = await promisify(execFile)('unshare', [...namespace, 'sh', '-c', PLACE, process.execPath, program.file], {
    timeout: 50_000,
  })
  said = JSON.parse(run.stdout) as Record<string, ErrorExplanation>
})

test('no local port is left: certain, by the count of those that are taken', () => {
  expect(said['noPorts']).toMatchObject({
    cause: 'port-exhaustion',
    confidence: 'certain',
    culprit: 'host',
    retry: { safe: 'yes' },
  })
  expect(said['noPorts']?.evidence[1]).toMatch(
    /^(29|30|2[7-8]) of 30 ephemeral ports have a connection to 127\.0\.0\.1:\d+/,
  )
})

test('a local address that is not ours has the same code, and is no exhaustion', () => {
  expect(said['notOurs']).toMatchObject({ cause: null, confidence: 'certain', error: { code: 'EADDRNOTAVAIL' } })
  expect(said['notOurs']?.summary).toMatch(/10\.9\.9\.9.*is not one of this host/)
})

test('nobody answers the SYNs: certain when the kernel says so, likely when the client’s patience ended', () => {
  expect(said['kernelTimeout']).toMatchObject({
    cause: 'connect-blackhole',
    confidence: 'certain',
    error: { code: 'ETIMEDOUT' },
  })
  expect(said['clientTimeout']).toMatchObject({
    cause: 'connect-blackhole',
    confidence: 'possible',
    error: { code: 'UND_ERR_CONNECT_TIMEOUT' },
  })
  expect(said['clientTimeout']?.retry.safe).toBe('yes')
})

test('no descriptor is left', () => {
  expect(said['noDescriptors']).toMatchObject({
    cause: 'fd-exhaustion',
    confidence: 'certain',
    error: { code: 'EMFILE' },
  })
})
