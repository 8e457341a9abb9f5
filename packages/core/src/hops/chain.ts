/** What must hold along a chain of hops, from client to server. */
export const CHAIN_RULES = [
  {
    id: 'reuse',
    text: "At every hop the accepting side's HTTP idle timeout must be longer than the connecting side's, or the connecting side reuses a connection the other is just closing (502, ECONNRESET).",
  },
  {
    id: 'silence',
    text: 'On every TCP segment, TCP keep-alive time plus one probe interval must be shorter than the smallest layer-4 idle timeout on it that honours keep-alive probes; where a hop does not honour them, the longest silence (slowest response, longest idle reuse) must be shorter than its timeout.',
  },
  {
    id: 'response',
    text: 'The slowest response must be shorter than every layer-7 read timeout between client and server, and each outer read timeout at least as long as the inner one.',
  },
] as const

export type ChainRule = (typeof CHAIN_RULES)[number]
