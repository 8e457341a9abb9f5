import type { CapturedStack } from '../../callsite/index.js'
import type { Link } from '../../chain/index.js'
import type { Connection } from '../../connections/index.js'
import type { Request } from './shapes.js'

/** A connection that is used again and again, and the request on it until that is followed. */
export class Line implements Link<Line> {
  request: Request | undefined
  /** Where the request was made; a captured stack keeps the receivers of its frames alive, as long as the request lasts. */
  site: CapturedStack | undefined
  /** Its neighbours. */
  previous: Line | undefined
  next: Line | undefined
  /** Whether its connection is. */
  isOpen = true

  constructor(readonly carrier: Connection) {}

  clear(): void {
    this.request = undefined
    this.site = undefined
  }
}
