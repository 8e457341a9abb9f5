import { z } from 'zod'
import { milliseconds } from './attributes.js'
import { defineFault } from './fault.js'
import { noop } from './noop.js'

export const slowAccept = defineFault({
  brief:
    'Connections are accepted late: the client is connected (by its kernel and ours), sends, and nobody answers until `delay` has passed; with 0 they stay in the accept queue of the kernel, and fill it. Only then is the upstream connected. Concerns new connections, whatever its stream.',
  attributes: z.strictObject({ delay: milliseconds('how long a connection waits; 0 = as long as the toxic is there') }),
  pipe: (stage) => noop.pipe(stage, {}),
  acceptAt: (arrivedAt, { delay }) => (delay === 0 ? Number.POSITIVE_INFINITY : arrivedAt + delay),
})
