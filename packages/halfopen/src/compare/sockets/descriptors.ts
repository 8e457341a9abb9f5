import { readdirSync, readlinkSync, statSync } from 'node:fs'

import { hasEnded, statOf } from '../../processes/index.js'

export interface SocketDescriptor {
  readonly pid: number
  readonly fd: number
  readonly inode: number
}

/** How many descriptors a process has (Linux 6.2 and later); always 0 before, and for a process that has ended. */
export function descriptorCount(pid: number, procRoot = '/proc'): number {
  try {
    return statSync(`${procRoot}/${pid}/fd`, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    return 0
  }
}

const SOCKET = /^socket:\[(\d+)\]$/

/**
 * The sockets that a process holds; `denied` where its descriptors may not be listed. The directory of one that has
 * ended is root's, also while nobody has asked for its end (task_dump_owner in fs/proc/base.c): that is no denial.
 */
export function socketsOf(pid: number, procRoot = '/proc'): readonly SocketDescriptor[] | 'denied' {
  const directory = `${procRoot}/${pid}/fd`
  try {
    return readdirSync(directory).flatMap((name) => {
      const inode = inodeAt(`${directory}/${name}`)
      return inode === 0 ? [] : [{ pid, fd: Number(name), inode }]
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return []
    const stat = statOf(procRoot, pid)
    return stat === undefined || hasEnded(stat) ? [] : 'denied'
  }
}

/** 0 for what is no socket, and for what was closed meanwhile. */
function inodeAt(path: string): number {
  try {
    return Number(SOCKET.exec(readlinkSync(path))?.[1] ?? 0)
  } catch {
    return 0
  }
}
