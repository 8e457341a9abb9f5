import { choice, duration, size } from '../parameters/index.js'
import { sendPart } from './partly.js'
import { route } from './route.js'

export const close = route({
  path: '/close',
  does: 'closes the connection in place of an answer, or in the middle of one',
  parameters: {
    how: choice(['fin', 'reset'], 'fin: in order, as a program that ends; reset: a RST'),
    after: duration({ does: 'time from the request to the close', usually: '0s' }),
    sent: choice(
      ['nothing', 'headers', 'half'],
      'how far the answer comes before; half: the headers and half of the body',
    ),
    body: size({ does: 'size of the body that the headers promise', usually: '1k', min: 1 }),
  },
  async answer(exchange, { how, after, sent, body }) {
    await exchange.askedWhole()
    await sendPart(exchange, { sent, body })
    await exchange.pause(after)
    exchange.connection.close(how)
  },
})
