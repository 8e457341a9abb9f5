import { HalfopenError, printable } from '@halfopen/core'
import { parseProxies, type ProxySpec } from '../proxies/index.js'
import { unknownField } from './fields.js'
import { readSource, type Source } from './place.js'

/**
 * Reads a list of proxies in Toxiproxy's format, `[{"name": …, "listen": …,
 * "upstream": …, "enabled": …}]`, each with its `toxics` if it has any; JSON
 * or YAML. HO_CONFIG names the line, and the nearest name for an unknown one.
 */
export function parseProxyConfig(text: string, file: string): readonly ProxySpec[] {
  const source = readSource(text)
  if (source.error !== undefined) throw problemAt(file, source.error.line, source.error.message)
  refuseProblem(file, source)
  return source.value as readonly ProxySpec[]
}

function refuseProblem(file: string, source: Source): void {
  const checked = parseProxies(source.value)
  const problem = unknownField(source.value) ?? (checked.ok ? undefined : checked.problem)
  if (problem === undefined) return
  const message = problem.message.replace('bad request body: ', '')
  throw problemAt(file, source.lineOf(problem.path), message)
}

const problemAt = (file: string, line: number, message: string): HalfopenError =>
  new HalfopenError('HO_CONFIG', `${printable(file)}, line ${line}: ${printable(message, 300)}`)
