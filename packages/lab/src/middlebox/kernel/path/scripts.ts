import type { FlowPolicy } from '../../types.js'
import { CLIENT, LOOPBACK, LOOPBACK_ON_THE_WIRE, MIDDLE_TO_CLIENT, MIDDLE_TO_SERVER, SERVER } from './addresses.js'
import { isConntracks, middleRules } from './ruleset.js'

// What is run in each network namespace, for `sh -e`. The ends lay their wire to the middle, which then takes both up.

export function clientScript(middlePid: number): string {
  return [
    end({ address: CLIENT, gateway: MIDDLE_TO_CLIENT, wire: 'client', middlePid }),
    // Without it the kernel takes an answer to 127.0.0.1 that comes over a wire for a forgery.
    'echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet',
    rules(CLIENT_RULES),
  ].join('\n')
}

const CLIENT_RULES = `table ip lab {
  chain output {
    type nat hook output priority -100;
    ip daddr ${LOOPBACK} meta l4proto { tcp, udp } dnat ip prefix to ip daddr map { ${LOOPBACK} : ${LOOPBACK_ON_THE_WIRE} }
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname "path" ip saddr ${LOOPBACK} masquerade
  }
}
`

/** Whatever address the client asked for, these two ports answer. */
export interface ServerPorts {
  readonly tcp: number
  readonly dns: number
}

export function serverScript(middlePid: number, ports: ServerPorts): string {
  return [
    end({ address: SERVER, gateway: MIDDLE_TO_SERVER, wire: 'server', middlePid }),
    rules(serverRules(ports)),
  ].join('\n')
}

const serverRules = ({ tcp, dns }: ServerPorts): string => `table ip lab {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname "path" meta l4proto tcp redirect to :${tcp}
    iifname "path" udp dport 53 redirect to :${dns}
  }
}
`

export function middleScript(policy: FlowPolicy): string {
  const batch = [
    `addr add ${MIDDLE_TO_CLIENT}/24 dev client`,
    `addr add ${MIDDLE_TO_SERVER}/24 dev server`,
    'link set client up',
    'link set server up',
    `route add default via ${SERVER}`,
  ]
  const forward = 'echo 1 > /proc/sys/net/ipv4/ip_forward'
  return [links(batch), forward, rules(middleRules(policy)), ...conntrack(policy)].join('\n')
}

/** After the rules: it is they that start conntrack in this namespace. */
function conntrack(policy: FlowPolicy): readonly string[] {
  if (!isConntracks(policy)) return []
  const set = (name: string, value: number) => `echo ${value} > /proc/sys/net/netfilter/nf_conntrack_tcp_${name}`
  return [set('timeout_established', policy.idleTimeoutMs / 1000), set('loose', 0)]
}

interface End {
  readonly address: string
  readonly gateway: string
  /** The name of the wire's other end. */
  readonly wire: string
  readonly middlePid: number
}

const end = ({ address, gateway, wire, middlePid }: End): string =>
  links([
    'link set lo up',
    `link add path type veth peer name ${wire} netns ${middlePid}`,
    `addr add ${address}/24 dev path`,
    'link set path up',
    `route add default via ${gateway}`,
  ])

const links = (batch: readonly string[]): string => hereDocument('ip -batch -', batch.join('\n'))

const rules = (ruleset: string): string => hereDocument('nft -f -', ruleset)

const hereDocument = (command: string, text: string): string => `${command} <<'END'\n${text}\nEND`
