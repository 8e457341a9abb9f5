import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowPolicy } from '../types.js'
import { hears, hearsNothing, type Line } from './ends.js'
import type { Stage } from './stage.js'

/** What every backend must do, or else declare that it cannot. */
export interface Case {
  readonly name: string
  readonly policy: FlowPolicy
  /** A backend whose `cannot` says this need not. */
  readonly excusedBy?: RegExp
  /** Whether it counts flows, so that no other case may use its middlebox. */
  readonly alone?: true
  play(stage: Stage): Promise<void>
}

/**
 * A keep-alive time is one second at the least. A step that must come before
 * the timeout is given about a second to be late, on a machine under load.
 */
const IDLE_TIMEOUT_MS = 2000

const RESET_LATE: FlowPolicy = { idleTimeoutMs: IDLE_TIMEOUT_MS, atExpiry: 'reset-late', keepAlive: 'honour' }
const SILENT: FlowPolicy = { ...RESET_LATE, atExpiry: 'silent' }
const IGNORING: FlowPolicy = { ...RESET_LATE, keepAlive: 'ignore' }
const BLOCK_INBOUND: FlowPolicy = { ...RESET_LATE, atExpiry: 'block-inbound' }
const RESET_BOTH: FlowPolicy = { ...RESET_LATE, atExpiry: 'reset-both' }
const CLOSE: FlowPolicy = { ...RESET_LATE, atExpiry: 'close' }

const BLIND = /cannot see TCP keep-alive probes/

const silence = (timeouts: number) => sleep(IDLE_TIMEOUT_MS * timeouts)

export const CONTRACT: readonly Case[] = [
  {
    name: 'data resets the timer, in either direction',
    policy: RESET_LATE,
    async play(stage) {
      const { client, server } = await stage.line()
      for (const turn of [1, 2]) {
        await silence(0.5)
        client.send(`to ${turn}`)
        await hears(server, `to ${turn}`)
        await silence(0.5)
        server.send(`fro ${turn}`)
        await hears(client, `fro ${turn}`)
      }
    },
  },
  {
    name: 'a silence shorter than the timeout is survived',
    policy: SILENT,
    async play(stage) {
      const line = await stage.line()
      await silence(0.55)
      await alive(line)
    },
  },
  {
    name: 'reset-late: tells nobody, then resets a client that sends, and only it',
    policy: RESET_LATE,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(1.3)
      unheard({ client, server })
      client.send('late')
      await hears(client, 'RST')
      await hearsNothing(server)
    },
  },
  {
    name: 'reset-late: resets a server that answers late, and the client never learns of it',
    policy: RESET_LATE,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(1.3)
      server.send('late')
      await hears(server, 'RST')
      await hearsNothing(client)
    },
  },
  {
    name: 'silent: nobody hears a late client',
    policy: SILENT,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(1.3)
      client.send('late')
      await hearsNothing(server)
      unheard({ client, server })
    },
  },
  {
    name: 'silent: nobody hears a late answer',
    policy: SILENT,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(1.3)
      server.send('late')
      await hearsNothing(client)
      unheard({ client, server })
    },
  },
  {
    name: 'a keep-alive probe of the client resets the timer',
    policy: RESET_LATE,
    excusedBy: BLIND,
    async play(stage) {
      const line = await stage.line()
      line.client.keepAlive()
      await silence(2.2)
      await alive(line)
    },
  },
  {
    name: 'a keep-alive probe of the server resets the timer',
    policy: SILENT,
    excusedBy: BLIND,
    async play(stage) {
      const line = await stage.line()
      line.server.keepAlive()
      await silence(2.2)
      await alive(line)
    },
  },
  {
    name: 'ignoring: probes reset nothing, data does',
    policy: IGNORING,
    async play(stage) {
      const [probing, talking] = [await stage.line(), await stage.line()]
      probing.client.keepAlive()
      for (const turn of [1, 2, 3]) {
        await silence(0.5)
        talking.client.send(`turn ${turn}`)
        await hears(talking.server, `turn ${turn}`)
      }
      await alive(talking)
      probing.server.send('late')
      await hearsNothing(probing.client)
    },
  },
  {
    name: 'block-inbound: drops what the server sends until the client has sent',
    policy: BLOCK_INBOUND,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(1.3)
      server.send('early')
      await hearsNothing(client)
      client.send('still here')
      await hears(server, 'still here')
      await hears(client, 'early')
    },
  },
  {
    name: 'reset-both: resets both ends at the timeout, not before',
    policy: RESET_BOTH,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(0.55)
      unheard({ client, server })
      await Promise.all([hears(client, 'RST'), hears(server, 'RST')])
    },
  },
  {
    name: 'close: closes both ends at the timeout, not before',
    policy: CLOSE,
    async play(stage) {
      const { client, server } = await stage.line()
      await silence(0.55)
      unheard({ client, server })
      await Promise.all([hears(client, 'FIN'), hears(server, 'FIN')])
    },
  },
  {
    name: 'a FIN closes one direction and leaves the other open',
    policy: RESET_LATE,
    async play(stage) {
      const { client, server } = await stage.line()
      client.send('question')
      client.end()
      await hears(server, 'questionFIN')
      server.send('answer')
      server.end()
      await hears(client, 'answerFIN')
    },
  },
  {
    name: 'a RST goes on as a RST',
    policy: RESET_LATE,
    async play(stage) {
      const [byClient, byServer] = [await stage.line(), await stage.line()]
      byClient.client.reset()
      byServer.server.reset()
      await Promise.all([hears(byClient.server, 'RST'), hears(byServer.client, 'RST')])
    },
  },
  {
    name: 'each flow has its own timer, and all are counted',
    policy: RESET_LATE,
    alone: true,
    async play(stage) {
      const [silent, talking, finished] = [await stage.line(), await stage.line(), await stage.line()]
      finished.client.end()
      finished.server.end()
      await silence(0.55)
      talking.client.send('word')
      await silence(0.55)
      await alive(talking)
      silent.server.send('late')
      await hears(silent.server, 'RST')
      await counted(stage, { opened: 3, forgotten: 1 })
    },
  },
]

async function alive({ client, server }: Line): Promise<void> {
  server.send('alive?')
  await hears(client, 'alive?')
  client.send('alive!')
  await hears(server, 'alive!')
}

function unheard({ client, server }: Line): void {
  const heard = [...client.heard, ...server.heard]
  if (heard.length > 0) throw new Error(`hears ${JSON.stringify(heard)} instead of nothing`)
}

async function counted(stage: Stage, expected: { opened: number; forgotten: number }): Promise<void> {
  const counts = await stage.box.counts()
  if (counts.opened !== expected.opened || counts.forgotten !== expected.forgotten)
    throw new Error(`counts ${JSON.stringify(counts)} instead of ${JSON.stringify(expected)}`)
}
