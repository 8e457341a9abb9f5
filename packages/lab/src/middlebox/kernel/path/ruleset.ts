import type { FlowPolicy } from '../../types.js'

/** A flow is named as its client names it, whichever way a packet goes. */
const TO_SERVER = 'ip saddr . tcp sport . ip daddr . tcp dport'
const TO_CLIENT = 'ip daddr . tcp dport . ip saddr . tcp sport'

export const TABLE = 'ip lab'

/** More flows than a client has ports; a flow that finds no room is not opened. */
const ROOM = 65_536

/**
 * Whether conntrack itself plays the policy, as in most middleboxes that run
 * Linux: its timeout has whole seconds, every packet of a flow restarts it,
 * and none may bring a forgotten flow back.
 */
export function isConntracks({ idleTimeoutMs, atExpiry, keepAlive }: FlowPolicy): boolean {
  return idleTimeoutMs % 1000 === 0 && keepAlive === 'honour' && atExpiry !== 'block-inbound'
}

/**
 * The middlebox itself, for `nft -f`. `remembered` holds the flows it knows,
 * each for the idle timeout, in steps of a kernel tick (4 ms at 250 Hz): it
 * plays what conntrack cannot. `known` holds those that their ends have not
 * finished: what is known and no more remembered was forgotten.
 */
export function middleRules(policy: FlowPolicy): string {
  return `table ${TABLE} {
  counter opened { }
  counter revived { }
  ${set('remembered', 'dynamic,timeout')}
  ${set('known', 'dynamic')}
  ${set('ended_by_client', 'dynamic,timeout')}
  ${set('ended_by_server', 'dynamic,timeout')}
  chain late {
    ${LATE[policy.atExpiry === 'reset-late' ? 'reset' : 'drop']}
  }
  chain bare {
    ${policy.keepAlive === 'ignore' ? BARE_SEGMENTS : ''}
  }
  chain opening {
    ${TO_SERVER} @remembered ${TO_SERVER} @known goto from_known_client
    ${TO_SERVER} @known counter name revived
    counter name opened
    add @known { ${TO_SERVER} }
    delete @ended_by_client { ${TO_SERVER} }
    delete @ended_by_server { ${TO_SERVER} }
    goto from_known_client
  }
  chain from_known_client {
    ${refresh(TO_SERVER, policy)} accept
  }
  chain from_client {
    tcp flags & (fin|syn|rst|ack) == syn goto opening
    ${policy.atExpiry === 'block-inbound' ? LET_CLIENT_REVIVE : `${forgotten(TO_SERVER, policy)} goto late`}
    ${finish(TO_SERVER, 'ended_by_client', 'ended_by_server', policy)}
    jump bare
    goto from_known_client
  }
  chain from_server {
    ${forgotten(TO_CLIENT, policy)} goto late
    ${finish(TO_CLIENT, 'ended_by_server', 'ended_by_client', policy)}
    jump bare
    ${refresh(TO_CLIENT, policy)} accept
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    meta l4proto != tcp accept
    iifname "client" goto from_client
    iifname "server" goto from_server
  }
}
`
}

/** With nf_conntrack_tcp_loose=0 a packet of a flow that conntrack does not know is invalid. */
const forgotten = (flow: string, policy: FlowPolicy): string =>
  isConntracks(policy) ? 'ct state invalid' : `${flow} != @remembered`

const LATE = { reset: 'reject with tcp reset', drop: 'drop' }

const LET_CLIENT_REVIVE = `${TO_SERVER} @known ${TO_SERVER} != @remembered counter name revived`

/** A segment without data, SYN, FIN or RST: no longer than its headers (RFC 9293 §3.1; data offset in words of 4 bytes). */
const BARE_SEGMENTS = Array.from({ length: 11 }, (_, options) => 5 + options)
  .map((words) => `tcp flags & (fin|syn|rst) == 0 tcp doff ${words} ip hdrlength 5 ip length ${20 + 4 * words} accept`)
  .join('\n    ')

const set = (name: string, flags: string): string =>
  `set ${name} { type ipv4_addr . inet_service . ipv4_addr . inet_service; flags ${flags}; size ${ROOM}; }`

const refresh = (flow: string, { idleTimeoutMs }: FlowPolicy): string =>
  `update @remembered { ${flow} timeout ${Math.round(idleTimeoutMs)}ms }`

/**
 * A flow is finished by a RST, or by a FIN from each end. Each end's is noted before the other's is looked for: they may
 * come at the same time, on two CPUs, and one of them must see both.
 */
function finish(flow: string, mine: string, others: string, { idleTimeoutMs }: FlowPolicy): string {
  return `tcp flags & rst != 0 delete @known { ${flow} }
    tcp flags & fin != 0 update @${mine} { ${flow} timeout ${Math.round(idleTimeoutMs)}ms }
    tcp flags & fin != 0 ${flow} @${others} delete @known { ${flow} }`
}
