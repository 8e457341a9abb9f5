import { whole } from '../parameters/index.js'
import { route } from './route.js'

export const CONNECTIONS_SCHEMA = 'halfopen.lab.connections/1'

export const connections = route({
  path: '/connections',
  does: 'the last 1000 connections and their requests as the app saw them, as JSON; times in ms since its start',
  parameters: {
    since: whole({ does: 'only connections with a higher id', usually: '0', min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  // Sent piece by piece: a thousand connections of a hundred requests make a long text.
  async answer(exchange, { since }, { connectionsSince }) {
    exchange.head(200, { 'content-type': 'application/json' })
    let before = `{"schema":"${CONNECTIONS_SCHEMA}","connections":[\n`
    for (const record of connectionsSince(since)) {
      await exchange.send(before + JSON.stringify(record))
      before = ',\n'
    }
    await exchange.send(before === ',\n' ? '\n]}\n' : `${before}]}\n`)
    await exchange.end()
  },
})
