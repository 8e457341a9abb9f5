import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { HalfopenError } from '@halfopen/core'
import type { Address } from '../../serving/index.js'

const FORM = /^(?:\[(?<v6>[0-9a-fA-F:.%a-z]+)\]|(?<name>[^\s:[\]/]*)):(?<port>\d{1,5})$/

/** `127.0.0.1:80`, `[::1]:80`, `name:80`, `:80`; undefined: none of them. A missing host is ''. */
export function parseEndpoint(text: string): Address | undefined {
  const { v6, name = '', port } = FORM.exec(text)?.groups ?? {}
  const number = Number(port)
  return number <= 65_535 ? { host: v6 ?? name, port: number } : undefined
}

/**
 * The address of a host to listen on, IPv4 before IPv6; no host means
 * 127.0.0.1, so that nothing outside this machine reaches a laboratory by
 * oversight. HO_LISTEN when the name has no address.
 */
export async function addressToListenOn({ host, port }: Address): Promise<Address> {
  if (host === '') return { host: '127.0.0.1', port }
  if (isIP(host) !== 0) return { host, port }
  try {
    const found = await lookup(host, { all: true })
    const best = found.find(({ family }) => family === 4) ?? found[0]
    return { host: best?.address ?? host, port }
  } catch (cause) {
    const { message } = cause as Error
    throw new HalfopenError('HO_LISTEN', `listen tcp: ${message}`, { cause })
  }
}

/** Whether what listens at `present` is what is wanted; a port of 0 is satisfied by whatever port it got. */
export async function isListeningAt(present: Address, wanted: Address): Promise<boolean> {
  try {
    const [is, shall] = await Promise.all([addressToListenOn(present), addressToListenOn(wanted)])
    return is.host === shall.host && (shall.port === 0 || shall.port === is.port)
  } catch {
    // A name that has no address is told when it is listened on.
    return false
  }
}
