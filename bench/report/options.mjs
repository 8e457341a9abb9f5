// @ts-check
import { parseArgs } from 'node:util'

/**
 * @typedef {object} Option
 * @property {number | string | boolean} default its type is the option's type
 * @property {string} help
 * @property {number} [least] numbers only: 1 unless told
 * @property {number} [most] numbers only
 * @property {number} [step] numbers only: a multiple of it
 */

/**
 * Reads the command line. `--help` prints the options and ends the process;
 * anything unknown ends it with 2.
 *
 * @template {Record<string, Option>} T
 * @param {string} command
 * @param {T} known
 * @returns {{[K in keyof T]: T[K]['default'] extends number ? number : T[K]['default'] extends boolean ? boolean : string}}
 */
export function readOptions(command, known) {
  try {
    const given = parse(known)
    if (given['help'] === true) endWith(0, usage(command, known))
    const values = Object.entries(known).map(([name, option]) => [name, value(name, option, given[name])])
    return Object.fromEntries(values)
  } catch (error) {
    return endWith(2, `${error instanceof Error ? error.message : String(error)}\n\n${usage(command, known)}`)
  }
}

/** @param {Record<string, Option>} known */
function parse(known) {
  /** @type {Record<string, {type: 'boolean' | 'string'}>} */
  const options = { help: { type: 'boolean' } }
  for (const [name, option] of Object.entries(known)) {
    options[name] = { type: typeof option.default === 'boolean' ? 'boolean' : 'string' }
  }
  return parseArgs({ options, allowPositionals: false }).values
}

/**
 * @param {string} name
 * @param {Option} option
 * @param {string | boolean | undefined | (string | boolean)[]} given
 */
function value(name, option, given) {
  if (given === undefined) return option.default
  return typeof option.default === 'number' ? wholeNumber(name, option, String(given)) : given
}

/**
 * @param {string} name
 * @param {Option} option
 * @param {string} given
 */
function wholeNumber(name, { least = 1, most = Number.MAX_SAFE_INTEGER, step = 1 }, given) {
  const number = Number(given)
  if (Number.isInteger(number) && number >= least && number <= most && number % step === 0) return number
  const multiple = step === 1 ? '' : `, a multiple of ${step},`
  throw new Error(`--${name} ${given}: a whole number from ${least} to ${most}${multiple} is needed`)
}

/** @param {string} command @param {Record<string, Option>} known */
function usage(command, known) {
  const lines = Object.entries(known).map(
    ([name, option]) => `  --${name.padEnd(14)} ${option.help} [${option.default}]`,
  )
  return [`usage: ${command} [options]`, ...lines].join('\n')
}

/**
 * @param {number} code
 * @param {string} text
 * @returns {never}
 */
function endWith(code, text) {
  ;(code === 0 ? process.stdout : process.stderr).write(`${text}\n`)
  process.exit(code)
}

/**
 * The command that repeats a measurement, every option written out but where the report goes.
 *
 * @param {string} command
 * @param {Record<string, number | string | boolean>} options what readOptions gave
 */
export function commandLine(command, options) {
  const flags = Object.entries(options).filter(([name, value]) => name !== 'out' && value !== false)
  return [command, ...flags.map(([name, value]) => (value === true ? `--${name}` : `--${name} ${value}`))].join(' ')
}
