import type { Group } from '../connection/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { isCloseWait, isConnecting, isEstablished, isOwned, oldestSilence } from './exchange.js'
import type { Scene } from './scene.js'

/** Why nobody waited any longer for what the command had left behind. */
export type SettleEnd = 'over' | 'interrupted'

const WAITED: Readonly<Record<SettleEnd, string>> = {
  over: 'the time to settle was over',
  interrupted: 'somebody interrupted the settling',
}

/** Every process of the scene has outlived the command that started it: its outbound connections are left behind. */
export function findOrphans(scene: Scene, end: SettleEnd): Draft[] {
  return scene.outbound().flatMap((group) => {
    const rows = group.rows.filter((row) => isHeld(scene, row))
    return rows.length === 0 ? [] : [draft(scene, { group, rows, end })]
  })
}

function isHeld(scene: Scene, row: number): boolean {
  return isOwned(scene, row) && (isEstablished(scene, row) || isCloseWait(scene, row) || isConnecting(scene, row))
}

interface Left {
  readonly group: Group
  readonly rows: readonly number[]
  readonly end: SettleEnd
}

function draft(scene: Scene, { group, rows, end }: Left): Draft {
  const { name } = scene.process(group.process)
  const withInfo = rows.filter((row) => scene.columns.hasInfo[row] === 1 && !isConnecting(scene, row))
  const silentMs = oldestSilence(scene, withInfo)
  const which = count(rows.length, 'connection')
  return {
    cause: 'orphaned-process',
    severity: 'warning',
    confidence: 'certain',
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: rows.length,
    oldestMs: silentMs,
    summary: `${name} outlives the command that started it and keeps ${which} to ${group.remote}.`,
    evidence: [
      `${which} to ${group.remote} still open after the command had ended and ${WAITED[end]}`,
      `${name} still runs; halfopen has left it running`,
      ...(withInfo.length === 0 ? [] : [`no data on the quietest of them for ${formatDuration(silentMs)}`]),
    ],
    descriptorsPerMinute: null,
  }
}
