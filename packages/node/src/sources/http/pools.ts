import { perRun } from './per-run.js'
import { PoolView } from './pool.js'
import type { AgentLike, Request, Table } from './shapes.js'

const byAgent = new WeakMap<AgentLike, AgentPools>()
/** An agent of a crawler meets new origins for ever. */
const MAX_VIEWS = 1000

/** The pool that a request waits in or leases from; undefined when it has no agent. */
export function poolOf(request: Request, origin: string): Found | undefined {
  const { agent } = request
  // `agent: false` makes an agent for the one request, and no agent at all leaves undefined or null here.
  if (typeof agent !== 'object' || agent === null) return undefined
  const known = byAgent.get(agent) ?? new AgentPools(agent)
  byAgent.set(agent, known)
  return known.find(request, origin)
}

/** `isSure` false: the agent shows the request nowhere, and the origin alone had to tell. */
export interface Found {
  readonly view: PoolView
  readonly isSure: boolean
}

/** The pools of one agent. The names they have are read from the agent's own tables: only it knows how it makes them. */
class AgentPools {
  private readonly agent: WeakRef<AgentLike>
  private readonly views = new Map<string, PoolView>()
  private readonly names = perRun(() => namesIn(this.agent.deref()))

  constructor(agent: AgentLike) {
    this.agent = new WeakRef(agent)
  }

  find(request: Request, origin: string): Found {
    const { of, all } = this.names()
    const name = (request.socket && of.get(request.socket)) ?? of.get(request)
    if (name !== undefined) return { view: this.viewOf(name), isSure: true }
    const prefix = `${hostAndPort(origin)}:`
    return { view: this.viewOf(all.find((name) => name.startsWith(prefix)) ?? prefix), isSure: false }
  }

  private viewOf(name: string): PoolView {
    const known = this.views.get(name)
    if (known !== undefined) return known
    if (this.views.size >= MAX_VIEWS) this.prune()
    const view = new PoolView(this.agent.deref() ?? {}, name)
    this.views.set(name, view)
    return view
  }

  private prune(): void {
    const current = new Set(this.names().all)
    for (const name of this.views.keys()) if (!current.has(name)) this.views.delete(name)
  }
}

/** `of`: the name under which the agent keeps each request and socket. */
function namesIn(agent: AgentLike | undefined): { readonly of: Map<object, string>; readonly all: string[] } {
  const of = new Map<object, string>()
  const tables = [agent?.requests, agent?.sockets, agent?.freeSockets].filter(isTable)
  for (const table of tables) {
    for (const [name, members] of Object.entries(table)) {
      for (const member of members ?? []) of.set(member, name)
    }
  }
  return { of, all: tables.flatMap((table) => Object.keys(table)) }
}

/** An agent of somebody's own may have anything under these names. */
function isTable(table: Table | undefined): table is Table {
  return typeof table === 'object' && table !== null && Object.values(table).every(Array.isArray)
}

/** As `agent.getName()` writes it: without the brackets of IPv6. */
function hostAndPort(origin: string): string {
  return origin.slice(origin.indexOf('//') + 2).replace(/^\[([^\]]*)\]/, '$1')
}
