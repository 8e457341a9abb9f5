import { z } from 'zod'
import { milliseconds } from './attributes.js'
import { defineFault, type Side, type Stage } from './fault.js'

/** How often the kernel is asked for probes and late segments: a twentieth of the timeout, within these bounds. */
const POLL_MS = { least: 5, most: 250 } as const

const AT_EXPIRY = ['silent', 'reset-late', 'reset-both', 'close'] as const

export const idleForget = defineFault({
  brief:
    'A middlebox that forgets the connection when neither end has sent anything for `idle`, keep-alive probes included where the kernel can be asked. Acts on the whole connection, whatever its stream.',
  attributes: z.strictObject({
    idle: milliseconds(
      'silence after which it is forgotten, in ms of this laboratory (350 s at scale 100: 3500); 0 = never',
    ),
    at_expiry: z.enum(AT_EXPIRY).default('silent').meta({
      description:
        'silent: nothing crosses any more; reset-late: a RST to whichever end sends next, that end only; reset-both: a RST to both at once; close: a FIN to both at once',
    }),
  }),
  async pipe(stage, { idle, at_expiry }) {
    const forgotten = async () => {
      if (idle > 0 && (await hasBeenIdle(stage, idle))) await forget(stage, at_expiry)
    }
    await Promise.all([stage.pass(), forgotten()])
  },
  undo(stage) {
    stage.sender.reappear()
    stage.receiver.reappear()
  },
})

/** Waits for the silence; false: interrupted. */
async function hasBeenIdle(stage: Stage, idle: number): Promise<boolean> {
  const ends = [stage.sender, stage.receiver]
  let lastProbeAt = stage.startedAt
  let segments = segmentsOf(ends)
  for (;;) {
    const due = Math.max(stage.lastDataAt, lastProbeAt) + idle
    if (stage.now() >= due) return true
    if (!(await stage.sleep(Math.min(due - stage.now(), pollMs(idle))))) return false
    const seen = segmentsOf(ends)
    if (seen > segments) lastProbeAt = stage.now()
    segments = seen
  }
}

async function forget(stage: Stage, atExpiry: (typeof AT_EXPIRY)[number]): Promise<void> {
  stage.note(`forgotten, ${atExpiry}`)
  switch (atExpiry) {
    case 'close':
      return stage.finish('close')
    case 'reset-both':
      return stage.finish('reset')
    case 'silent':
    case 'reset-late': {
      stage.sender.vanish()
      stage.receiver.vanish()
      if (atExpiry === 'reset-late')
        await Promise.all([resetWhenHeard(stage, stage.sender), resetWhenHeard(stage, stage.receiver)])
    }
  }
}

async function resetWhenHeard(stage: Stage, side: Side): Promise<void> {
  while (!side.hasSpoken()) {
    if (!(await stage.sleep(POLL_MS.least))) return
  }
  side.reset()
}

const pollMs = (idle: number): number => Math.min(POLL_MS.most, Math.max(POLL_MS.least, idle / 20))

const segmentsOf = (ends: readonly Side[]): number => ends.reduce((sum, end) => sum + (end.segmentsIn() ?? 0), 0)
