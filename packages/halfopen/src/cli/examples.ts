/** What `--help` says after the flags, by verb; the key of `halfopen` itself is empty. */
export interface Epilogue {
  readonly examples: readonly (readonly [command: string, does: string])[]
  readonly exitCodes: readonly string[]
}

const LOOKING_FAILED = '3  could not look; the reason and the remedy are on stderr'

export const EPILOGUES: Readonly<Record<string, Epilogue>> = {
  '': {
    examples: [
      ['halfopen doctor', 'what is wrong on this host, in 5 seconds'],
      ['halfopen', 'watch it live: the same as halfopen watch'],
      ['halfopen explain no-idle-timeout', 'what a cause means, and what to do'],
      ['halfopen doctor --help', 'the flags of a verb, with examples'],
    ],
    exitCodes: ['0 nothing found, 1 something found, 2 wrong usage, 3 could not look'],
  },
  doctor: {
    examples: [
      ['halfopen doctor', 'look at everything for 5 seconds'],
      ['halfopen doctor --pid 4711 --for 30s', 'one process, for longer'],
      ['halfopen doctor --port 443', 'only what goes to or comes from port 443'],
      ['halfopen doctor --json | jq .findings', 'for a script'],
    ],
    exitCodes: [
      '0  nothing found, or only what is worth knowing (severity info)',
      '1  a finding of severity warning or critical',
      '2  wrong usage',
      LOOKING_FAILED,
    ],
  },
  watch: {
    examples: [
      ['halfopen watch', 'the live view'],
      ['halfopen watch --interval 5s --port 8080', 'one look each 5 seconds, one port'],
      ['halfopen watch --plain >> connections.log', 'a line for each change'],
    ],
    exitCodes: [
      '0  ended by q, or by a signal while nothing was wrong',
      '1  ended by a signal while a finding of severity warning or critical stood',
      '2  wrong usage',
      LOOKING_FAILED,
    ],
  },
  explain: {
    examples: [
      ['halfopen explain', 'list the causes'],
      ['halfopen explain response-leak', 'one of them, with the remedy for every runtime'],
      ['halfopen explain response-leak --runtime python', 'with the remedy for one runtime'],
    ],
    exitCodes: ['0  explained', '2  wrong usage, or no such cause'],
  },
  lab: {
    examples: [['halfopen lab hops', 'the load balancers and NATs that can be played']],
    exitCodes: ['2  wrong usage', '3  could not be set up; the reason and the remedy are on stderr'],
  },
  'lab hops': {
    examples: [
      ['halfopen lab hops', 'the table'],
      ['halfopen lab hops --json | jq .hops', 'with sources'],
    ],
    exitCodes: ['0  listed', '2  wrong usage'],
  },
}
