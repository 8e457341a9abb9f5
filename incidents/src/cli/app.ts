import { buildApplication, buildRouteMap, text_en } from '@stricli/core'
import { checkCommand } from './check.js'
import type { Context } from './context.js'
import { listCommand } from './list.js'
import { playCommand } from './play.js'

const routes = buildRouteMap<'list' | 'play' | 'check', Context>({
  routes: { list: listCommand, play: playCommand, check: checkCommand },
  docs: { brief: 'Real programs whose connections leak or hang, each with its healthy twin' },
})

export const app = buildApplication(routes, {
  name: 'incidents',
  scanner: { caseStyle: 'allow-kebab-for-camel' },
  // What goes wrong here is told in words; a stack trace would hide them.
  localization: { text: { ...text_en, exceptionWhileRunningCommand: messageOf } },
})

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
