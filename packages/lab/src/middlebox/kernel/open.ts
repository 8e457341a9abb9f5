import { SocketHandles } from '@halfopen/kernel'
import type { BackendFactory, Middlebox } from '../types.js'
import { Agent } from './agent/index.js'
import { Commands } from './commands.js'
import { FarEnd, NameService } from './far-end/index.js'
import { cannot } from './limits.js'
import { addressFor, clientScript, countsIn, middleScript, serverScript, TABLE } from './path/index.js'

type Options = Parameters<BackendFactory['open']>[0]

/** Its network namespace is the server's. */
const AGENT = 1

/** @throws HalfopenError HO_NAMESPACES, HO_NATIVE */
export async function open(options: Options): Promise<Middlebox> {
  const parts: AsyncDisposable[] = []
  const dispose = async () => {
    for (const part of parts.splice(0).toReversed()) await part[Symbol.asyncDispose]()
  }
  try {
    const middlebox = await assemble(options, (part) => {
      parts.push(part)
      return part
    })
    return { ...middlebox, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

type Keep = <PART extends AsyncDisposable>(part: PART) => PART

async function assemble({ target, policy }: Options, keep: Keep): Promise<Omit<Middlebox, keyof AsyncDisposable>> {
  const handles = SocketHandles.open()
  if (!handles.ok) throw handles.error
  const agent = keep(await Agent.start())
  const [middle, client] = await Promise.all([agent.network(), agent.network()])
  const tcp = await agent.listen()
  keep(new FarEnd(tcp.server, { target, handles: handles.value, policy }))
  const dns = await agent.bind()
  keep(new NameService(dns.socket))
  await Promise.all([
    agent.script(client, clientScript(middle)),
    agent.script(AGENT, serverScript(middle, { tcp: tcp.port, dns: dns.port })),
  ])
  await agent.script(middle, middleScript(policy))
  const commands = keep(new Commands({ pid: agent.pid, ownUsers: agent.ownUsers, networkPid: client }))
  return {
    backend: 'kernel',
    policy,
    cannot: cannot(policy),
    address: addressFor(target),
    reach: 'run-only',
    run: (command, spawnOptions) => commands.run(command, spawnOptions),
    counts: async () => countsIn(await agent.script(middle, `nft -j list table ${TABLE}`)),
  }
}
