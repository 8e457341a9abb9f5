import { readdirSync, readFileSync, statSync } from 'node:fs'

/** The process's descriptors. */
export interface Descriptors {
  /** RLIMIT_NOFILE, soft; undefined where the platform has none or does not say. */
  readonly limit: number | undefined
  /** How many are open; undefined where the platform does not say. */
  used(): number | undefined
}

/** Node raises its soft limit to the hard one when it starts (node.cc), so this is what it may really open. */
export function openDescriptors(platform: NodeJS.Platform = process.platform): Descriptors {
  if (platform === 'linux') return { limit: limitFromProc(), used: usedFromProc }
  return { limit: limitFromReport(), used: platform === 'darwin' ? usedFromDev : () => undefined }
}

function limitFromProc(): number | undefined {
  return tryOr(() => wholeNumber(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]))
}

/** Windows has no such limit, and its report no such field. */
function limitFromReport(): number | undefined {
  return tryOr(() => {
    const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }
    return wholeNumber(userLimits?.open_files?.soft)
  })
}

/** Needs no descriptor, 5 µs: st_size of this folder is the count from Linux 6.2 on (fs/proc/fd.c); before it is 0. */
function usedFromProc(): number | undefined {
  const size = tryOr(() => statSync('/proc/self/fd').size) ?? 0
  return size > 0 ? size : entriesOf('/proc/self/fd')
}

const usedFromDev = (): number | undefined => entriesOf('/dev/fd')

/** Less the one that the listing itself used. */
const entriesOf = (folder: string): number | undefined => tryOr(() => readdirSync(folder).length - 1)

const wholeNumber = (value: unknown): number | undefined => {
  const number = Number(value)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

/** What cannot be looked at is unknown, and the budget then counts connections only. */
function tryOr<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
