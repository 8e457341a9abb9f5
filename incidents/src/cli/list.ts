import { buildCommand } from '@stricli/core'
import { loadIncidents } from '../incident/index.js'
import { type Context, say } from './context.js'

async function list(this: Context): Promise<void> {
  for (const { name, title, cause, variants } of await loadIncidents()) {
    say(this, `${name}\n  ${title} (${cause})`)
    for (const [variant, { expect, says }] of Object.entries(variants)) {
      say(this, `  ${variant.padEnd(20)} ${expect.padEnd(8)} ${says}`)
    }
    say(this, '')
  }
}

export const listCommand = buildCommand({
  func: list,
  parameters: {},
  docs: { brief: 'List the incidents and their variants' },
})
