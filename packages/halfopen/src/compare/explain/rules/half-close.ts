import type { ClientFacts } from '../../facts/index.js'
import { main } from '../../traits/index.js'
import { names } from '../sides.js'
import type { Rule } from './rule.js'

/** One side ended its sending, and the server took that for the end of all. */
export const halfClose: Rule = ({ best, rest }) => {
  const isHalfClosed = (client: ClientFacts) => main(client)?.halfClosed === true
  if (!rest.every(isHalfClosed) || best.some(isHalfClosed)) return undefined
  const got = (client: ClientFacts) => main(client)?.bytesReceived ?? 0
  const less = Math.max(...rest.map(got)) < Math.min(...best.map(got))
  return {
    about: 'half-close',
    sentence: `${names(rest)} shut down its sending side while it waited${less ? ' and received less' : ''}; ${names(best)} kept it open: some servers and proxies end a connection at that.`,
  }
}
