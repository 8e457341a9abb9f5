import { HalfopenError } from '@halfopen/core'

export interface AdminOptions {
  /** 0 takes a free one. Range: 0 to 65,535. */
  readonly port: number
  /** Address to listen on. Default: 127.0.0.1, so that only this host can ask. */
  readonly host?: string
  /** What callers must show: `Authorization: Bearer TOKEN`. 16 to 256 letters, digits and `-._~+/=`. No default. */
  readonly token: string
}

/** RFC 6750 section 2.1; shorter ones can be tried out. */
const TOKEN = /^[A-Za-z0-9\-._~+/]{16,256}={0,2}$/

/** @throws HalfopenError HO_OPTION. */
export function settingsOf({ port, host = '127.0.0.1', token }: AdminOptions): Required<AdminOptions> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new HalfopenError('HO_OPTION', `port is ${port}: it must be a whole number from 0 to 65535`)
  }
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new HalfopenError(
      'HO_OPTION',
      'token must be 16 to 256 letters, digits or -._~+/=: `openssl rand -hex 16` makes one',
    )
  }
  return { port, host: host.toLowerCase(), token }
}

/**
 * Reads `HALFOPEN_ADMIN` (HOST:PORT) and `HALFOPEN_ADMIN_TOKEN`; undefined when the first is not set.
 * @throws HalfopenError HO_OPTION when either is not what it must be, or the token is missing.
 */
export function adminFromEnvironment(env: NodeJS.ProcessEnv): AdminOptions | undefined {
  const { HALFOPEN_ADMIN: at = '', HALFOPEN_ADMIN_TOKEN: token = '' } = env
  if (at === '') return undefined
  const [, host = '127.0.0.1', port] = /^(?:\[?([^[\]]+?)\]?:)?(\d{1,5})$/.exec(at) ?? []
  if (port === undefined) {
    throw new HalfopenError('HO_OPTION', `HALFOPEN_ADMIN is "${at}": write it like 127.0.0.1:9464`)
  }
  if (token === '')
    throw new HalfopenError('HO_OPTION', 'HALFOPEN_ADMIN needs HALFOPEN_ADMIN_TOKEN: no token, no endpoint')
  return settingsOf({ port: Number(port), host, token })
}
