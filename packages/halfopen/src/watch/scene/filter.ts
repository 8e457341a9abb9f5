import type { Finding, ProcessView } from '@halfopen/core'

// A filter is one text: a part of a name, a pid, a port or a part of an address.

export function matchesProcess({ process, listeningOn, groups }: ProcessView, filter: string): boolean {
  if (filter === '') return true
  const wanted = filter.toLowerCase()
  if (String(process.pid) === wanted || process.name.toLowerCase().includes(wanted)) return true
  return listeningOn.some((port) => String(port) === wanted) || groups.some(({ remote }) => hasRemote(remote, wanted))
}

export function matchesFinding(finding: Finding, filter: string): boolean {
  if (filter === '') return true
  const wanted = filter.toLowerCase()
  const { process, localPort, remote, cause } = finding
  if (String(process.pid) === wanted || process.name.toLowerCase().includes(wanted)) return true
  return cause.includes(wanted) || String(localPort) === wanted || hasRemote(remote, wanted)
}

/** Digits alone are a port or the start of an address: `18102` must not find `10.1.81.02`. */
function hasRemote(remote: string | null, wanted: string): boolean {
  if (remote === null) return false
  return (
    remote.endsWith(`:${wanted}`) ||
    (/[.:a-z]/.test(wanted) && remote.includes(wanted)) ||
    remote.startsWith(`${wanted}.`)
  )
}
