import { HalfopenError, type Result } from '@halfopen/core'
import { errnoName, type Libc, loadLibc } from '../native/index.js'

/** include/uapi/linux/prctl.h */
const PR_SET_CHILD_SUBREAPER = 36
const WNOHANG = 1

/**
 * Makes this process the parent of descendants whose own parent ends (prctl(2), PR_SET_CHILD_SUBREAPER), instead of
 * init: so a process that leaves its parent by a double fork is still found among our children. Whoever adopts must
 * also reap.
 */
export class Orphans implements Disposable {
  readonly #libc: Libc

  private constructor(libc: Libc) {
    this.#libc = libc
  }

  /** Fails with HO_NATIVE where koffi does not load, HO_PLATFORM where the kernel refuses. */
  static adopt(): Result<Orphans> {
    const libc = loadLibc()
    if (!libc.ok) return libc
    if (libc.value.prctl(PR_SET_CHILD_SUBREAPER, 1) === 0) return { ok: true, value: new Orphans(libc.value) }
    const why = `orphans cannot be adopted: ${errnoName(libc.value.errno())}`
    return { ok: false, error: new HalfopenError('HO_PLATFORM', why) }
  }

  /**
   * Reaps this adopted process if it has ended; true if it had. Never call it for a child that Node.js started: its end
   * would be lost to Node.js.
   */
  reap(pid: number): boolean {
    return this.#libc.waitpid(pid, 0, WNOHANG) === pid
  }

  /** Orphans go to init again, or to the next who adopts. */
  [Symbol.dispose](): void {
    this.#libc.prctl(PR_SET_CHILD_SUBREAPER, 0)
  }
}
