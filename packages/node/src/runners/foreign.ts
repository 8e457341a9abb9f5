import { HalfopenError } from '@halfopen/core'

export type RunnerName = 'vitest' | 'jest' | 'mocha' | 'node-test'

const NAMES: Readonly<Record<RunnerName, string>> = {
  vitest: 'vitest',
  jest: 'jest',
  mocha: 'mocha',
  'node-test': 'node:test',
}

/**
 * In a runner that is not its own an adapter would see no test begin, and every leak would pass.
 * @throws HalfopenError HO_RUNNER where another one shows. None may show yet, as in a program that makes its own mocha.
 */
export function demandOwnRunner(own: RunnerName): void {
  const here = runnerHere()
  if (here !== undefined && here !== own) throw wrongRunner(own, here)
}

/** `here` is undefined where no runner shows. */
export function wrongRunner(own: RunnerName, here: RunnerName | undefined): HalfopenError {
  const adapter = '@halfopen/node/testing/'
  const [place, remedy] =
    here === undefined
      ? [`outside of ${NAMES[own]}`, '']
      : [`in ${NAMES[here]}`, `: ${NAMES[here]} needs ${adapter}${here}`]
  return new HalfopenError('HO_RUNNER', `${adapter}${own} was loaded ${place}, and would check no test${remedy}`)
}

/** The surest signs first: variables of the environment are inherited by programs that a test starts. */
function runnerHere(): RunnerName | undefined {
  return runnerOfRealm() ?? runnerOfProgram() ?? (isNodeTest() ? 'node-test' : undefined)
}

/** What a runner leaves in the globals of its tests. */
const MARKS: readonly (readonly [RunnerName, string | symbol])[] = [
  ['vitest', '__vitest_worker__'],
  ['jest', Symbol.for('jest-native-promise')],
  // No other runner has these words, of its interfaces bdd and tdd.
  ['mocha', 'xspecify'],
  ['mocha', 'suiteTeardown'],
]

function runnerOfRealm(): RunnerName | undefined {
  return MARKS.find(([, mark]) => mark in globalThis)?.[0]
}

/** A module that is loaded before all others runs before the runner has left its marks. */
const PROGRAM = /[\\/]node_modules[\\/](?:\.bin[\\/])?_?(vitest|jest|mocha)(?:-cli|-worker)?(?:[\\/]|(?:\.[cm]?js)?$)/

function runnerOfProgram(): RunnerName | undefined {
  return PROGRAM.exec(process.argv[1] ?? '')?.[1] as RunnerName | undefined
}

function isNodeTest(): boolean {
  return process.env['NODE_TEST_CONTEXT'] !== undefined || process.execArgv.includes('--test')
}
