import type { Result } from '@halfopen/core'
import { type DescriptorReader, NativeDescriptors, NodeDescriptors } from '../descriptors/index.js'
import { NetlinkSources, ProcfsSources, type SourceFactory } from '../namespaces/index.js'
import { type Libc, loadLibc } from '../native/index.js'

/** How this scanner reads the kernel. */
export interface Access {
  readonly sources: SourceFactory
  readonly descriptors: DescriptorReader
  /** What is not seen this way; undefined when this is the best way there is. */
  readonly limit: string | undefined
}

const WITHOUT_INFO =
  'read from /proc/net/tcp, which tells no ages, no segment counts and no backlogs: no-idle-timeout, no-keep-alive, silent-drop, slow-reader, stale-reuse and unreaped-pool cannot be found this way, response-leak only once the server has closed'

/** @throws HalfopenError HO_NATIVE or HO_NETLINK_* when netlink was demanded and is not to be had. */
export function chooseAccess(wanted: 'auto' | 'netlink' | 'procfs', libc: Result<Libc> = loadLibc()): Access {
  const descriptors = libc.ok ? new NativeDescriptors(libc.value) : new NodeDescriptors()
  const netlink: Result<NetlinkSources> = libc.ok ? NetlinkSources.probe(libc.value) : libc
  if (wanted !== 'procfs' && netlink.ok) return { sources: netlink.value, descriptors, limit: undefined }
  if (wanted === 'netlink' && !netlink.ok) throw netlink.error
  const why = netlink.ok ? 'as asked' : netlink.error.message
  return { sources: new ProcfsSources(), descriptors, limit: `${WITHOUT_INFO} (${why})` }
}
