import { formatDuration } from '@halfopen/core'

import { duration, optional } from '../parameters/index.js'
import { route } from './route.js'

const FOR = duration({ does: 'how long it sleeps', usually: '1s' })

export const sleep = route({
  path: '/sleep',
  does: 'says nothing for a while, then answers: a slow request behind a path that forgets',
  parameters: { for: optional(FOR, '--sleep, else SLEEP_DURATION, else 1s') },
  async answer(exchange, { for: forMs }, { sleepMs }) {
    const ms = forMs ?? sleepMs
    await exchange.pause(ms)
    await exchange.text(200, `slept for ${formatDuration(ms)}\n`)
  },
})
