import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SocketHandles } from '@halfopen/kernel'
import { AS_ROOT_INSIDE, OWN_NAMESPACES } from './agent.js'
import { missingTools, pathWithSystem } from './tools.js'

/** All that needs a right, without the agent: a wire, and a rule. */
const TRIAL = 'ip link add one type veth peer name other && nft add table ip lab'
const TRIAL_MS = 5000

export async function unavailable(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'it needs Linux'
  const handles = SocketHandles.open()
  if (!handles.ok) return handles.error.message
  const missing = missingTools(process.env)
  if (missing !== undefined) return missing
  const asUser = () => trial(AS_ROOT_INSIDE)
  if (process.geteuid?.() !== 0) return asUser()
  return (await trial(OWN_NAMESPACES)) === undefined ? undefined : asUser()
}

async function trial(flags: readonly string[]): Promise<string | undefined> {
  try {
    const env = { ...process.env, PATH: pathWithSystem(process.env) }
    await promisify(execFile)('unshare', [...flags, 'sh', '-c', TRIAL], { timeout: TRIAL_MS, env })
    return undefined
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    return `namespaces are not to be had: ${stderr.trim().split('\n')[0] || message}`
  }
}
