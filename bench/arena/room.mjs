// @ts-check
import { readFileSync } from 'node:fs'

// A TCP socket with its file, inode and hash entries takes about 5 KB of kernel
// memory; lsof needs as much again for each row. A quarter is left to the rest of the host.
const BYTES_PER_ROW = 10_000
const SHARE_OF_MEMORY = 0.75
const DESCRIPTORS_OF_ITS_OWN = 64
const DESCRIPTORS_FOR_THE_HOST = 20_000

/**
 * How many rows this machine has room for, at most `wanted`, and what stands in the way.
 *
 * @param {{wanted: number, processes: number, closePercent: number}} table
 * @returns {{rows: number, because: string | null}}
 */
export function roomFor({ wanted, processes, closePercent }) {
  const rowsPerConnection = 2 - closePercent / 100
  const perPair = (/** @type {number} */ connections) => Math.floor((processes / 2) * connections * rowsPerConnection)
  const limits = [
    { rows: wanted, because: null },
    { rows: perPair(hardDescriptorLimit()), because: 'descriptors per process (ulimit -Hn)' },
    { rows: perPair(ephemeralPorts()), because: 'ports per pair (net.ipv4.ip_local_port_range)' },
    { rows: freeFiles(), because: 'open files of the host (fs.file-max)' },
    { rows: Math.floor((freeMemory() * SHARE_OF_MEMORY) / BYTES_PER_ROW), because: 'free memory' },
  ]
  return limits.reduce((least, limit) => (limit.rows < least.rows ? limit : least))
}

function hardDescriptorLimit() {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(read('/proc/self/limits'))?.[1] ?? '0'
  const limit = hard === 'unlimited' ? Number(read('/proc/sys/fs/nr_open')) : Number(hard)
  return limit - DESCRIPTORS_OF_ITS_OWN
}

function ephemeralPorts() {
  const [first = 0, last = 0] = numbers(read('/proc/sys/net/ipv4/ip_local_port_range'))
  return last - first
}

function freeFiles() {
  const [used = 0, , most = 0] = numbers(read('/proc/sys/fs/file-nr'))
  return most - used - DESCRIPTORS_FOR_THE_HOST
}

function freeMemory() {
  return Number(/^MemAvailable:\s+(\d+)/m.exec(read('/proc/meminfo'))?.[1]) * 1024
}

/** @param {string} path */
const read = (path) => readFileSync(path, 'utf8')

/** @param {string} text */
const numbers = (text) => text.trim().split(/\s+/).map(Number)
