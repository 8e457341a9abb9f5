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
  run: {
    examples: [
      ['halfopen run -- npm test', 'a test suite in any language'],
      ['halfopen run --settle 10s -- ./gradlew --no-daemon test', 'with time for what ends slowly'],
      ['halfopen run --junit leaks.xml --json leaks.json -- pytest', 'for CI'],
      ["halfopen run -- sh -c 'npm run build && go test ./...'", 'more than one command'],
    ],
    exitCodes: [
      'that of COMMAND where it is not 0; 128 and the number of the signal that ended it',
      '0  the command succeeded, and nothing leaked',
      '1  the command succeeded, and something leaked',
      '2  wrong usage, or a report that cannot be written',
      '3  the command succeeded, and nothing of it could be seen; the reason is on stderr',
      '126 or 127  the command cannot be started, or there is none',
    ],
  },
  probe: {
    examples: [
      ['halfopen probe https://api.example.com/health', 'how long an idle connection to it lives'],
      ['halfopen probe http://10.0.0.5:8080 --max 10m --frugal', 'with at most 64 connections'],
      ['halfopen probe db.internal:5432 --for python', 'any TCP service, settings for one client'],
      ['halfopen lab run --hop aws-nlb-tcp --scale 100 --app -- halfopen probe {url}', 'see it in seconds'],
    ],
    exitCodes: [
      '0  no limit up to --max',
      '1  a limit was found',
      '2  wrong usage',
      '3  could not measure; the reason and the remedy are told',
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
  compare: {
    examples: [
      ["halfopen compare 'curl -s http://h/slow' 'python3 slow.py'", 'at the same time'],
      ["halfopen compare --one-by-one 'node a.mjs' 'node b.mjs'", 'each connection told whose'],
      ["halfopen compare --patience 1m './a' './b' './c'", 'three, with time to be slow'],
      ["halfopen compare --json './a' './b' | jq .difference", 'for a script'],
    ],
    exitCodes: [
      '0  the same outcome',
      '1  the outcomes differ',
      '2  wrong usage',
      '3  could not compare, or stopped before the clients had ended',
    ],
  },
  lab: {
    examples: [
      ['halfopen lab run --hop aws-nlb-tcp --scale 100 --app -- curl {url}/sleep?for=9s', 'a client that hangs'],
      ['halfopen lab app', 'a server whose routes misbehave'],
      ['halfopen lab mock mock.yaml --front alb', 'an upstream behind a load balancer'],
      ['halfopen lab hops', 'the load balancers and NATs that can be played'],
    ],
    exitCodes: ['2  wrong usage', '3  could not be set up; the reason and the remedy are on stderr'],
  },
  'lab app': {
    examples: [
      ['halfopen lab app', 'on a free port, which it prints'],
      ['SLEEP_DURATION=350 halfopen lab app --port 8080', '/sleep then sleeps for 350 seconds'],
      ['halfopen lab app --tls --cert-out lab.pem', 'for curl --cacert lab.pem'],
      ['halfopen lab app --json > app.jsonl', 'for a script: the first line has url and port'],
    ],
    exitCodes: [
      '0  ended by Ctrl-C or SIGTERM',
      '2  wrong usage, or a SLEEP_DURATION that is no time',
      '3  could not listen; the reason and the remedy are on stderr',
    ],
  },
  'lab hops': {
    examples: [
      ['halfopen lab hops', 'the table'],
      ['halfopen lab hops --json | jq .hops', 'with sources'],
    ],
    exitCodes: ['0  listed', '2  wrong usage'],
  },
  'lab run': {
    examples: [
      [
        'halfopen lab run --hop aws-nlb-tcp --scale 100 --app -- curl {url}/sleep?for=9s',
        'hangs after 3.5 s of silence',
      ],
      [
        'halfopen lab run --idle 3s --app -- curl --keepalive-time 1 {url}/sleep?for=9s',
        'does not: its probes count as life',
      ],
      ['halfopen lab run --idle 2s -- curl http://127.0.0.1:8080/report', 'your own server, behind a middlebox'],
      ['halfopen lab run --hop azure-lb --scale 60 -- npm test', 'whatever the tests connect to'],
      [
        'halfopen lab run --idle 5s --target db.example:80 -- ./client {target}',
        'where the userspace proxy may have to do',
      ],
    ],
    exitCodes: [
      'that of COMMAND; 128 and the number of the signal that ended it; 127 when there is no such program',
      '2  wrong usage, or a hop that is not known',
      '3  could not be set up; the reason and the remedy are on stderr',
    ],
  },
  'lab middlebox': {
    examples: [
      ['halfopen lab middlebox 127.0.0.1:8080 --hop aws-nlb-tcp --scale 100', '350 s in 3.5 s'],
      ['halfopen lab middlebox db:5432 --idle 30s --at-expiry silent', 'one of your own'],
      ['halfopen lab middlebox web:80 --idle 5s --keep-alive ignore', 'probes do not help'],
      ['halfopen lab middlebox web:80 --hop gcp-vpc --listen 127.0.0.1:9000', 'on a port of your choice'],
    ],
    exitCodes: [
      '0  ended by Ctrl-C or SIGTERM',
      '2  wrong usage, or a hop that cannot be played',
      '3  could not be set up; the reason and the remedy are on stderr',
    ],
  },
  'lab mock': {
    examples: [
      ['halfopen lab mock --example > mock.yaml', 'a configuration to begin with'],
      ['halfopen lab mock mock.yaml', 'play it on a free port'],
      ['halfopen lab mock mock.yaml --front alb --port 8080', 'behind an AWS load balancer'],
      ['halfopen lab mock mock.yaml --front nginx --scale 100', 'nginx, its timeouts a hundred times shorter'],
    ],
    exitCodes: [
      '0  ended by Ctrl-C or SIGTERM',
      '2  wrong usage or configuration; the place is named',
      '3  could not listen; the reason and the remedy are on stderr',
    ],
  },
  'lab proxy': {
    examples: [
      ['halfopen lab proxy', 'the API, on port 8474'],
      ['halfopen lab proxy --config toxiproxy.json', 'with proxies from a file'],
      ['curl localhost:8474/proxies -d \'{"name":"db","upstream":"db:5432"}\'', 'a proxy on a free port'],
      ['curl localhost:8474/proxies/db/toxics -d \'{"type":"half_open"}\'', 'unplug its server'],
      ['halfopen lab proxy --port 0 --seed 7 --json', 'for a script'],
    ],
    exitCodes: [
      '0  ended by Ctrl-C or SIGTERM',
      '2  wrong usage or configuration; the place is named',
      '3  could not listen; the reason and the remedy are on stderr',
    ],
  },
}
