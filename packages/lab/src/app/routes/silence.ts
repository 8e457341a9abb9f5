import { choice, duration, size } from '../parameters/index.js'
import { sendPart } from './partly.js'
import { route } from './route.js'

export const silence = route({
  path: '/silence',
  does: 'falls silent in the middle of the answer and never goes on; at last it closes',
  parameters: {
    sent: choice(
      ['headers', 'half', 'nothing'],
      'how far the answer comes before; half: the headers and half of the body',
    ),
    body: size({ does: 'size of the body that the headers promise', usually: '1k', min: 1 }),
    for: duration({ does: 'time until it closes the connection (FIN)', usually: '24h' }),
  },
  async answer(exchange, { sent, body, for: forMs }) {
    await sendPart(exchange, { sent, body })
    await exchange.pause(forMs)
    exchange.connection.close('fin')
  },
})
