import { NUDGE } from '../wire/index.js'
import { playSilence } from './idle.js'
import type { Play, Played } from './play.js'
import { use } from './use.js'

/** Says nothing on a TCP connection, then sends an empty line and looks for its acknowledgement. */
export const playTcp = (play: Play): Played => playSilence(play, play.now(), () => use(play, NUDGE, 'acknowledgement'))
