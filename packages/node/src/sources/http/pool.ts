import { newPoolId, type Pool } from '../../ledger/index.js'
import type { AgentLike, Table } from './shapes.js'

/**
 * An agent that bounds its connections by other means than `maxSockets` says so here: `{ max }`, connections
 * for each origin. This package's own `createAgent` does.
 */
const LIMITS = Symbol.for('@halfopen/node/limits')

/** The ledger's view of the connections that an agent keeps under one name. */
export class PoolView implements Pool {
  readonly id = newPoolId()
  private readonly agent: WeakRef<AgentLike>

  constructor(
    agent: AgentLike,
    private readonly name: string,
  ) {
    this.agent = new WeakRef(agent)
  }

  max(): number | undefined {
    const agent = this.agent.deref()
    if (agent === undefined) return undefined
    const own = (agent as { [LIMITS]?: { readonly max?: number } })[LIMITS]?.max
    const max = Math.min(own ?? Infinity, agent.maxSockets ?? Infinity, this.leftOfTotal(agent))
    return Number.isFinite(max) ? max : undefined
  }

  available(): number | undefined {
    const agent = this.agent.deref()
    return agent?.freeSockets === undefined ? undefined : count(agent.freeSockets, this.name)
  }

  /** What the limit of all origins together leaves to this one. */
  private leftOfTotal({ maxTotalSockets = Infinity, totalSocketCount = 0, sockets, freeSockets }: AgentLike): number {
    const own = count(sockets, this.name) + count(freeSockets, this.name)
    return maxTotalSockets - (totalSocketCount - own)
  }
}

function count(table: Table | undefined, name: string): number {
  return table?.[name]?.length ?? 0
}
