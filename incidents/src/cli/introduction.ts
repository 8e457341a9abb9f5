import { readFile } from 'node:fs/promises'
import { isRoot } from '../host/index.js'
import type { Incident, Variant } from '../incident/index.js'
import { describeFind } from '../judge/index.js'
import type { Endpoints } from '../plan/index.js'

/** What is about to be played and what there is to be found. */
export function introduction(incident: Incident, name: string, variant: Variant, endpoints: Endpoints): string {
  const finds = variant.find.map((find) => `  ${describeFind(find, { endpoints })}`)
  const look = finds.length > 0 ? finds : ['  nothing: this is a healthy twin']
  return [incident.title, incident.story, '', `${name}: ${variant.says}`, 'To be found:', ...look, ''].join('\n')
}

/** `unshare` is the pid of the unshare process when the play has a network of its own, otherwise null. */
export async function howToLook(unshare: number | null, { lookAfterMs }: Variant): Promise<string> {
  const enter = unshare === null ? '' : await entering(unshare)
  return [
    '',
    'Playing. In another terminal:',
    `  ${enter}npx halfopen watch`,
    `  ${enter}npx halfopen doctor     after ${Math.ceil(lookAfterMs / 1000)} s`,
    'Ctrl-C ends it.',
    '',
  ].join('\n')
}

/** An ordinary user's play has a user namespace too, whose root has to be entered with the rest. */
async function entering(unshare: number): Promise<string> {
  const user = isRoot ? '' : '--user --preserve-credentials '
  return `nsenter --target ${await onlyChild(unshare)} ${user}--net --pid --mount -- `
}

const onlyChild = async (pid: number) => (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim()
