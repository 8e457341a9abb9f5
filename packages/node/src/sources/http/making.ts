import type { Socket } from 'node:net'
import type { CapturedStack } from '../../callsite/index.js'
import type { Request } from './shapes.js'

/** One call of http.request that has not returned yet; an agent may make requests of its own within it. */
export class Making {
  /** The request that got its connection within the call. */
  request: Request | undefined
  /** The connection, where the request must be followed. */
  socket: Socket | undefined

  constructor(readonly site: CapturedStack | undefined) {}
}
