import type { ConnectionFacts } from '../../connections/index.js'
import type { Link } from '../chain.js'
import { counted, exactly, times } from '../words.js'

/** `ECONNRESET`, or what stands for it. */
export function errorName({ code, message }: Link): string {
  return code === 'UND_ERR_SOCKET' || code === undefined ? `"${message}"` : code
}

/** What is known of the connection, as evidence. */
export function story(connection: ConnectionFacts): string[] {
  const { uses, isWhole, ageMs, idleMs, inUseMs, bytes, end, announcedIdleMs, local, remote } = connection
  const which = remote === null ? '' : ` ${local} → ${remote}`
  return [
    `the connection${which} was ${isWhole ? 'opened' : 'first seen'} ${exactly(ageMs)} before and used ${isWhole ? '' : 'at least '}${times(uses)}`,
    `idle ${exactly(idleMs)} before this request; ended ${exactly(inUseMs)} after it was sent, ${counted(bytes, 'byte')} later`,
    ...(end === null ? [] : [`ended by ${end.by === 'client' ? 'this program' : `the ${end.by}`} (${end.how})`]),
    ...(announcedIdleMs === null ? [] : [`the server announced Keep-Alive: timeout=${announcedIdleMs / 1000}`]),
  ]
}
