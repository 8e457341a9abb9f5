import type { Choice, Middlebox } from '@halfopen/lab'

import { hung } from '../../terminal/index.js'
import { policyInWords } from '../middlebox/index.js'

export interface Opening {
  readonly box: Middlebox
  readonly scale: number
  readonly passedOver: Choice['passedOver']
}

/** What is played and by whom, before the command starts; on stderr, which is not the command's result. */
export function openingLines({ box, scale, passedOver }: Opening, width: number): readonly string[] {
  return [
    ...hung('', `halfopen: ${box.backend}: ${policyInWords(box, scale).join('; ')}`, width),
    ...passedOver.flatMap(({ backend, why }) => hung('  ', `not the ${backend} backend: ${why}`, width)),
    ...box.cannot.flatMap((line) => hung('  – ', line, width)),
  ]
}
