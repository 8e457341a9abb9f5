import type { Finding, ProcessView } from '@halfopen/core'

import type { Scope } from '../report/index.js'

/** Whether the finding is about one of the asked pids and one of the asked ports, local or remote. */
export function inScope(finding: Finding, scope: Scope, views: readonly ProcessView[]): boolean {
  if (scope.pids.length > 0 && !scope.pids.includes(finding.process.pid)) return false
  return scope.ports.length === 0 || scope.ports.some((port) => findingTouches(finding, port, views))
}

/** A finding about a whole process, such as its descriptors, counts for every port the process uses. */
function findingTouches(finding: Finding, port: number, views: readonly ProcessView[]): boolean {
  if (finding.localPort === port || finding.remote?.endsWith(`:${port}`) === true) return true
  if (finding.localPort !== null || finding.remote !== null) return false
  return views.some((view) => view.process.pid === finding.process.pid && touchesPort(view, port))
}

function touchesPort(view: ProcessView, port: number): boolean {
  if (view.listeningOn.includes(port)) return true
  return view.groups.some((group) => group.localPort === port || group.remote?.endsWith(`:${port}`) === true)
}

export function viewInScope(view: ProcessView, scope: Scope): boolean {
  if (scope.pids.length > 0 && !scope.pids.includes(view.process.pid)) return false
  return scope.ports.length === 0 || scope.ports.some((port) => touchesPort(view, port))
}
