import { geteuid } from 'node:process'
import { count } from '@halfopen/core'
import type { NamespaceSet } from '../namespaces/index.js'
import { userName } from '../proc/index.js'
import type { ProcessTable } from '../processes/index.js'
import type { Access } from './access.js'

export interface Seen {
  readonly access: Access
  readonly namespaces: NamespaceSet
  readonly processes: ProcessTable
  /** Processes whose threads were asked for and may not be read. */
  readonly threadsDenied: number
  readonly inconsistent: boolean
}

/** What a look could not see, why, and which command would show it. */
export function limitsOf({ access, namespaces, processes, threadsDenied, inconsistent }: Seen): readonly string[] {
  const limits: string[] = []
  if (access.limit !== undefined) limits.push(access.limit)
  limits.push(...namespaces.limits)
  if (inconsistent)
    limits.push('the table of connections changed while it was read: some may be missing or counted twice')
  limits.push(...deniedProcesses(processes))
  if (processes.hidden > 0) limits.push(`${processesOf(processes.hidden)} hidden from us (hidepid): ${withRights()}`)
  if (threadsDenied > 0) {
    limits.push(
      `the threads of ${processesOf(threadsDenied)} may not be read, so who waits in them is not known: ${withRights()}`,
    )
  }
  return limits
}

function deniedProcesses(processes: ProcessTable): readonly string[] {
  const users = new Set<number>()
  let denied = 0
  for (const record of processes.records) {
    if (!record.denied && (record.namespace !== null || record.kernelThread)) continue
    denied++
    users.add(record.uid)
  }
  if (denied === 0) return []
  const names = [...users].sort((a, b) => a - b).map(userName)
  return [
    `${processesOf(denied)} of ${names.join(', ')} may not be read, so their connections have no owner, and network namespaces of their own are not seen: ${withRights()}`,
  ]
}

const processesOf = (n: number): string => count(n, 'process', 'processes')

/** Even root may lack what is needed: in a container, or where capabilities were dropped. */
function withRights(): string {
  return geteuid?.() === 0
    ? 'look with CAP_SYS_PTRACE and CAP_SYS_ADMIN, from the host itself'
    : '`sudo halfopen …` shows them'
}
