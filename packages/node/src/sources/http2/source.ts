import type { Source } from '../../ledger/index.js'
import { Desk } from './desk.js'
import { watchRequests } from './requests.js'

/** HTTP/2 client streams of `node:http2`, and so of got, grpc-js and whatever else stands on it; undici has its own source. */
export const http2Source: Source = {
  name: 'http2',
  start(ledger) {
    const desk = new Desk(ledger)
    const stop = watchRequests((stream, below) => desk.meet(stream, below))
    return () => {
      stop()
      desk.stop()
    }
  },
}
