import { HalfopenError } from '@halfopen/core'
import type { Address } from '@halfopen/lab'

export type Command = readonly [file: string, ...args: string[]]

/** `{target}` and `{url}` replaced by where the target is. @throws HalfopenError HO_USAGE when there is no target. */
export function filledIn([file, ...args]: Command, place: Address | undefined): Command {
  const fill = (text: string) => text.replaceAll(/\{(url|target)\}/g, (_, word) => wordFor(word as Word, place))
  return [file, ...args.map(fill)]
}

type Word = 'url' | 'target'

function wordFor(word: Word, place: Address | undefined): string {
  if (place === undefined)
    throw new HalfopenError('HO_USAGE', `{${word}} stands for a target: name it by --target HOST:PORT, or take --app`)
  return word === 'url' ? urlOf(place) : hostPortOf(place)
}

const hostPortOf = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

const urlOf = (place: Address): string => `http://${hostPortOf(place)}`

export interface Surroundings {
  readonly place: Address | undefined
  /** It is the lab's own app. */
  readonly isApp: boolean
  readonly hop: string | undefined
  readonly scale: number
}

type Env = Readonly<Record<string, string | undefined>>

/** What the command is told of the laboratory that it runs in. */
export const environment = (env: Env, { place, isApp, hop, scale }: Surroundings): Env => ({
  ...env,
  HALFOPEN_LAB_SCALE: String(scale),
  ...(place !== undefined && { HALFOPEN_LAB_URL: urlOf(place), HALFOPEN_LAB_TARGET: hostPortOf(place) }),
  ...(place !== undefined && isApp && { HALFOPEN_LAB_APP: hostPortOf(place) }),
  ...(hop !== undefined && { HALFOPEN_LAB_HOP: hop }),
})
