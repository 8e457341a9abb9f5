import { HalfopenError, printable } from '@halfopen/core'
import { type ConfigFile, parseConfigFile, readConfigFile } from '../../config-file/index.js'
import { parseProxies, type ProxySpec } from '../proxies/index.js'
import { unknownField } from './fields.js'

/**
 * Reads a list of proxies in Toxiproxy's format, `[{"name": …, "listen": …,
 * "upstream": …, "enabled": …}]`, each with its `toxics` if it has any; JSON
 * or YAML, of at most 4 MiB. HO_CONFIG names the line, and the nearest name for an unknown one.
 */
export async function readProxyConfig(file: string): Promise<readonly ProxySpec[]> {
  return checked(await readConfigFile(file))
}

/** The same from a text; `file` is what messages call it. */
export const parseProxyConfig = (text: string, file: string): readonly ProxySpec[] =>
  checked(parseConfigFile(text, file))

function checked({ value, placeOf }: ConfigFile): readonly ProxySpec[] {
  const parsed = parseProxies(value)
  const problem = unknownField(value) ?? (parsed.ok ? undefined : parsed.problem)
  if (problem === undefined) return value as readonly ProxySpec[]
  throw new HalfopenError('HO_CONFIG', `${placeOf(problem.path)}: ${printable(inFile(problem.message), 300)}`)
}

/** Toxiproxy's words are those of an API: a file has a place instead. */
const inFile = (message: string): string => message.replace('bad request body: ', '').replace(/ at proxy \d+$/, '')
