import { HalfopenError } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { failed, FakeDiagnosis, FakeEyes, fakeIo, fakeMachine, finding } from '../fakes/index.js'
import { main } from './index.js'

async function run(line: string, machine = fakeMachine()) {
  const io = fakeIo()
  const code = await main(line === '' ? [] : line.split(' '), { io, machine })
  return { code, out: io.stdout.text, err: io.stderr.text }
}

describe('wrong usage ends with 2 and the nearest right word', () => {
  it.each([
    ['docotr', 'there is no verb "docotr": did you mean doctor?'],
    ['constructor', 'there is no verb "constructor"'],
    ['doctor --jsno', 'there is no flag --jsno: did you mean --json?'],
    ['doctor --hepl', 'there is no flag --hepl: did you mean --help?'],
    ['doctor --constructor', 'there is no flag --constructor'],
    ['doctor -x', 'there is no flag -x'],
    ['--intervall 2s', 'there is no flag --intervall: did you mean --interval?'],
    ['doctor --for abc', '"abc" is not a duration'],
    ['doctor --for 0s', '"0s" is out of range: 100ms to 1h'],
    ['doctor --for 2h', '"2h" is out of range: 100ms to 1h'],
    ['doctor --for', '--for needs a value'],
    ['doctor --for 1s --for 2s', '--for is given twice'],
    ['watch --interval 1', '"1" is not a duration'],
    ['doctor --pid java', '"java" is not a pid'],
    ['doctor --pid 0', '"0" is not a pid'],
    ['doctor --port 65536', '"65536" is not a port: a port is a whole number from 1 to 65535'],
    ['doctor 4711', '"4711" is one argument too many: did you mean --pid 4711?'],
    ['doctor --pid 471', 'no process has the pid 471: did you mean 4711 (python3)?'],
    ['watch --pid 471', 'no process has the pid 471: did you mean 4711 (python3)?'],
    ['doctor --json=maybe', '--json takes no value "maybe"'],
    ['run npm test', 'run needs -- before the command: halfopen run -- npm test'],
    ['run --json npm test', 'run needs -- before the command'],
    ['run --', 'Expected at least 1 argument'],
    ['run --settle soon -- true', '"soon" is not a duration'],
    ['run --jnit x -- true', 'there is no flag --jnit: did you mean --junit?'],
    ['run --junit /nonexistent/x.xml -- true', '--junit: "/nonexistent/x.xml" cannot be written: ENOENT'],
    ['explain respons-leak', 'there is no cause "respons-leak": did you mean response-leak?'],
    ['explain response-leak --runtime pyton', 'there is no runtime "pyton": did you mean python?'],
    ['explain response-leak no-keep-alive', '"no-keep-alive" is one argument too many'],
  ])('halfopen %s', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    // One line what, one line remedy.
    expect(err).toMatch(/^halfopen: .*\(HO_[A-Z_]+\)\n {2}\S.*\n$/)
  })

  it('does not repeat what it was given to the terminal as it is', async () => {
    const { err } = await run('doc\u001b[2Jtor')
    expect(err).toContain('doc\\x1b[2Jtor')
  })
})

describe('exit codes', () => {
  it('0: nothing found', async () => {
    expect((await run('doctor --for 1s')).code).toBe(0)
    const info = new FakeDiagnosis([finding({ severity: 'info' })])
    expect((await run('doctor --for 1s', fakeMachine({ diagnosis: info }))).code).toBe(0)
  })

  it('1: something found', async () => {
    const diagnosis = new FakeDiagnosis([finding({ severity: 'warning' })])
    expect((await run('doctor --for 1s --json', fakeMachine({ diagnosis }))).code).toBe(1)
  })

  it('3: could not look', async () => {
    const error = new HalfopenError('HO_PLATFORM', 'this is darwin')
    for (const verb of ['doctor', 'watch']) {
      expect(await run(verb, fakeMachine({ error }))).toEqual({
        code: 3,
        out: '',
        err: 'halfopen: this is darwin (HO_PLATFORM)\n  Run halfopen on the Linux host where the process runs: it reads the Linux kernel.\n',
      })
    }
  })

  it('3: a process that may not be read', async () => {
    const { code, err } = await run('doctor --pid 1')
    expect(code).toBe(3)
    expect(err).toContain('the descriptors of 1 (init) may not be read, so its connections are unknown (HO_DENIED_PID)')
    expect((await run('doctor --pid 1 --pid 70 --for 1s')).code).toBe(0)
  })

  it('3: every look failed', async () => {
    const eyes = new FakeEyes([failed('HO_NETLINK_RECEIVE', 'ENOBUFS')])
    const { code, err } = await run('doctor --for 1s', fakeMachine({ eyes }))
    expect(code).toBe(3)
    expect(err).toContain('HO_NETLINK_RECEIVE')
  })

  it('3, without a stack trace: a fault of our own', async () => {
    const { code, err } = await run('doctor', fakeMachine({ error: new TypeError('x is undefined') }))
    expect(code).toBe(3)
    expect(err).toBe(
      'halfopen: a fault of halfopen itself: TypeError: x is undefined\n  Please report it, with the command line that led to it.\n',
    )
  })
})

describe('help', () => {
  it('of halfopen', async () => {
    expect((await run('--help')).out).toMatchInlineSnapshot(`
      "Usage:
        halfopen [VERB] [FLAGS]

      Finds and explains leaked and hung HTTP connections of any process on this host

      Verbs:
        doctor   Look for a few seconds, then explain what is wrong
        watch    Keep looking: live in a terminal, or as lines that say what changed
        run      Run a command, such as a test suite, and fail if its processes leaked connections
        probe    Measure the idle timeout of the path to a target, and what happens when it has passed
        compare  Run two or more clients and show how their connections differ
        explain  Explain a cause: what it is, how it is recognised, how it is mended
        lab      Reproduce connection trouble: problem app, middleboxes, mock upstreams, faults

      Flags:
        -h, --help     Print this help and exit
        -v, --version  Print the version and exit

      Examples:
        halfopen doctor                   # what is wrong on this host, in 5 seconds
        halfopen                          # watch it live: the same as halfopen watch
        halfopen explain no-idle-timeout  # what a cause means, and what to do
        halfopen doctor --help            # the flags of a verb, with examples

      Exit code:
        0 nothing found, 1 something found, 2 wrong usage, 3 could not look
      "
    `)
  })

  it('of run', async () => {
    expect((await run('run --help')).out).toMatchInlineSnapshot(`
      "Usage:
        halfopen run [--settle TIME] [--json [FILE]] [--junit FILE] -- COMMAND...

      Runs COMMAND, follows the connections of all its processes through the kernel, and says what they
      left: responses that nobody read or closed until their process ended, and connections of processes
      that outlive the command. It ends nothing. Input, output, signals and exit code are the command's own;
      all that halfopen says goes to stderr.

      Flags:
        --settle TIME  How long what outlives the command has to close its connections (default 2s)
        --json [FILE]  Write the report as JSON to FILE, or to stderr in place of the text
        --junit FILE   Write the report as JUnit XML to FILE
        -h, --help     Print this help and exit

      Examples:
        halfopen run -- npm test                                    # a test suite in any language
        halfopen run --settle 10s -- ./gradlew --no-daemon test     # with time for what ends slowly
        halfopen run --junit leaks.xml --json leaks.json -- pytest  # for CI
        halfopen run -- sh -c 'npm run build && go test ./...'      # more than one command

      Exit code:
        that of COMMAND where it is not 0; 128 and the number of the signal that ended it
        0  the command succeeded, and nothing leaked
        1  the command succeeded, and something leaked
        2  wrong usage, or a report that cannot be written
        3  the command succeeded, and nothing of it could be seen; the reason is on stderr
        126 or 127  the command cannot be started, or there is none
      "
    `)
  })

  it('of doctor', async () => {
    expect((await run('doctor --help')).out).toMatchInlineSnapshot(`
      "Usage:
        halfopen doctor [--pid N]... [--port N]... [--for TIME] [--json]

      Looks at the connections of every process on this host for a few seconds, then explains
      which of them leak or hang: the cause, the evidence, the forecast and the remedy.
      Ctrl-C ends early and tells what is known by then.

      Flags:
        --pid N     Report this process only; may be repeated
        --port N    Report this local or remote port only; may be repeated
        --for TIME  How long to look (default 5s)
        --json      Print the report as JSON
        -h, --help  Print this help and exit

      Examples:
        halfopen doctor                        # look at everything for 5 seconds
        halfopen doctor --pid 4711 --for 30s   # one process, for longer
        halfopen doctor --port 443             # only what goes to or comes from port 443
        halfopen doctor --json | jq .findings  # for a script

      Exit code:
        0  nothing found, or only what is worth knowing (severity info)
        1  a finding of severity warning or critical
        2  wrong usage
        3  could not look; the reason and the remedy are on stderr
      "
    `)
  })

  it('of watch', async () => {
    expect((await run('watch --help')).out).toMatchInlineSnapshot(`
      "Usage:
        halfopen watch [--interval TIME] [--pid N]... [--port N]... [--plain]

      Keeps looking at the connections of every process on this host. In a terminal: a live view
      of the findings and the processes; ? shows its keys, q ends it. Elsewhere, or with --plain:
      one line for each change.

      Flags:
        --interval TIME  Time from look to look (default 1s)
        --pid N          Show this process only; may be repeated
        --port N         Show this local or remote port only; may be repeated
        --plain          Print lines even in a terminal
        -h, --help       Print this help and exit

      Examples:
        halfopen watch                             # the live view
        halfopen watch --interval 5s --port 8080   # one look each 5 seconds, one port
        halfopen watch --plain >> connections.log  # a line for each change

      Exit code:
        0  ended by q, or by a signal while nothing was wrong
        1  ended by a signal while a finding of severity warning or critical stood
        2  wrong usage
        3  could not look; the reason and the remedy are on stderr
      "
    `)
  })

  it('of explain', async () => {
    expect((await run('explain -h')).out).toMatchInlineSnapshot(`
      "Usage:
        halfopen explain [--runtime NAME] [--json] [CAUSE]

      Explains a cause: what it is, how it is recognised, what looks alike and is healthy, and how
      it is mended. Without a cause it lists them all.

      Flags:
        --runtime NAME  Only the remedy for this runtime: node, python, java, go, nginx, haproxy, general
        --json          Print the explanation as JSON
        -h, --help      Print this help and exit

      Examples:
        halfopen explain                                 # list the causes
        halfopen explain response-leak                   # one of them, with the remedy for every runtime
        halfopen explain response-leak --runtime python  # with the remedy for one runtime

      Exit code:
        0  explained
        2  wrong usage, or no such cause
      "
    `)
  })

  it('has only examples that work', async () => {
    for (const verb of ['', 'doctor', 'watch', 'explain']) {
      const { out } = await run(`${verb} --help`.trim())
      for (const [, example = ''] of out.matchAll(/^ {2}halfopen ?(.*?) +#/gm)) {
        const line = `${example.replace(/ [|>].*/, '')} --help`.trim()
        expect(await run(line)).toMatchObject({ code: 0, err: '' })
      }
    }
  })

  it('fits a terminal', async () => {
    for (const verb of ['', 'doctor', 'watch', 'explain']) {
      const { out } = await run(`${verb} --help`.trim())
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
    }
  })
})

it('--version is that of the package', async () => {
  expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

describe('explain', () => {
  it('alone lists every cause', async () => {
    expect((await run('explain')).out).toMatchInlineSnapshot(`
      "Why HTTP connections leak and hang:

        response-leak      Responses that nobody reads or closes
        pool-per-request   A new client or pool for each request
        unreaped-pool      A pool that never drops what the server has closed
        no-idle-timeout    A server that keeps idle connections for ever
        stale-reuse        The server's idle timeout is shorter than the client's
        no-keep-alive      Waiting in silence without TCP keep-alive
        silent-drop        The path is dead and nobody says so
        connect-blackhole  Connection attempts that nobody answers
        slow-reader        A peer that does not read
        accept-starvation  Connections that wait to be accepted
        half-closed        The peer has finished and this side never closes
        port-exhaustion    No local ports left towards a remote
        inherited-socket   One socket open in several processes
        closed-descriptor  Reset by the peer, never closed here
        fd-exhaustion      Descriptors run out
        pool-exhausted     A pool at its limit, with requests waiting
        stream-leak        HTTP/2 streams that are never closed
        orphaned-process   A process outlives its command and keeps connections

      \`halfopen explain response-leak --runtime python\` explains one of them.
      "
    `)
  })

  it('tells the remedy for the runtime that was asked for, and for one without words the general one', async () => {
    const python = (await run('explain response-leak --runtime python')).out
    const ruby = (await run('explain response-leak --runtime ruby')).out
    expect(python).toContain('  python: ')
    expect(python).not.toContain('  java: ')
    expect(ruby).toContain('  general: ')
  })
})
