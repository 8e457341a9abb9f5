import { type ChildProcess, spawn } from 'node:child_process'
import { HalfopenError } from '@halfopen/core'
import { hostPort, type ListenOptions, serve } from '../../serving/index.js'
import type { BackendFactory, Middlebox } from '../types.js'
import { resolveTarget, type Target } from './dial.js'
import { Relay } from './relay.js'
import type { Senses } from './senses.js'

export type OpenOptions = Parameters<BackendFactory['open']>[0]

/** What a backend is, besides a relay. */
export interface Character {
  readonly backend: Middlebox['backend']
  readonly senses: Senses
  readonly cannot: readonly string[]
}

/** What no userspace proxy can imitate. */
export const PROXY_CANNOT = [
  'it accepts a connection before the target has; when the target refuses, the client sees a reset after connecting',
  'it ends TCP itself: a keep-alive probe is answered by it and does not reach the other end',
] as const

/**
 * @throws HalfopenError HO_TARGET when the name does not resolve, HO_LISTEN when the address is taken, HO_USAGE when
 * it would forward to itself.
 */
export async function openRelay(options: OpenOptions, { backend, senses, cannot }: Character): Promise<Middlebox> {
  const { policy, onFlow } = options
  const target = await resolveTarget(options.target)
  refuseLoop(target, options.listen)
  const relay = new Relay({ target, policy, senses, onFlow })
  const serving = await serve(relay.server, options.listen)
  const children = new Set<ChildProcess>()
  return {
    backend,
    policy,
    cannot,
    address: serving.address,
    reach: 'host',
    run([file, ...args], spawnOptions = {}) {
      const child = spawn(file, args, spawnOptions)
      children.add(child)
      child.once('exit', () => children.delete(child))
      child.once('error', () => children.delete(child))
      return child
    },
    counts: async () => relay.counts(),
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      relay.stop()
      await serving[Symbol.asyncDispose]()
    },
  }
}

/** It would accept its own connections, each of which makes another. */
function refuseLoop({ address, loopback }: Target, listen: ListenOptions = {}): void {
  const { host = '127.0.0.1', port = 0 } = listen
  if (port !== address.port || ![address.host, loopback, '0.0.0.0', '::'].includes(host)) return
  throw new HalfopenError('HO_USAGE', `${hostPort({ host, port })} cannot forward to itself: listen on another port`)
}
