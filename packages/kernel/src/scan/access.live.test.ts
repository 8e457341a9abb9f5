import { platform } from 'node:os'
import { HalfopenError } from '@halfopen/core'
import { describe, expect, it } from 'vitest'
import { type Libc, loadLibc } from '../native/index.js'
import { chooseAccess } from './access.js'
import { settingsOf } from './options.js'
import { Scanner } from './scanner.js'

const missing = { ok: false, error: new HalfopenError('HO_NATIVE', 'koffi did not load: not installed') } as const
const EPROTONOSUPPORT = 93

describe.runIf(platform() === 'linux')('where the native library is missing', () => {
  it('reads /proc and says so', () => {
    const access = chooseAccess('auto', missing)
    expect(access.sources.kind).toBe('procfs')
    using scanner = Scanner.over(settingsOf({}), access)
    const result = scanner.look()
    expect(result.ok && result.value.source).toBe('procfs')
    expect(result.ok && result.value.limits.join('\n')).toContain('koffi did not load: not installed')
    expect(result.ok && result.value.processes.some(({ pid }) => pid === process.pid)).toBe(true)
  })

  it('refuses when netlink is demanded', () => {
    expect(() => chooseAccess('netlink', missing)).toThrow(expect.objectContaining({ code: 'HO_NATIVE' }))
  })
})

describe.runIf(platform() === 'linux' && loadLibc().ok)('where the kernel knows no sock_diag', () => {
  const libc = loadLibc()

  it('reads /proc and says why', () => {
    if (!libc.ok) throw libc.error
    const old: Libc = { ...libc.value, socket: () => -1, errno: () => EPROTONOSUPPORT }
    const access = chooseAccess('auto', { ok: true, value: old })
    expect(access.sources.kind).toBe('procfs')
    expect(access.limit).toContain('EPROTONOSUPPORT')
    expect(() => chooseAccess('netlink', { ok: true, value: old })).toThrow(
      expect.objectContaining({ code: 'HO_NETLINK_OPEN' }),
    )
  })
})
