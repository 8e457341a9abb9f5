// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fromRepository } from '../repository.mjs'
import { describeMachine } from './machine.mjs'

/**
 * Prints the report, and writes it with its raw figures beside it.
 *
 * @param {object} report
 * @param {string} report.out a markdown file, relative to the repository
 * @param {string} report.title
 * @param {string} report.command what someone else runs to repeat it
 * @param {readonly string[]} report.sections markdown
 * @param {object} report.raw
 */
export function writeReport({ out: path, title, command, sections, raw }) {
  const out = fromRepository(path)
  const date = new Date().toISOString().slice(0, 10)
  const machine = describeMachine()
  const text = [`# ${title}`, header(date, machine, command), ...sections].join('\n\n')
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, `${text}\n`)
  writeFileSync(rawFile(out), `${JSON.stringify({ title, date, machine, command, ...raw }, null, 2)}\n`)
  process.stdout.write(`\n${text}\n`)
}

/** @param {string} out */
const rawFile = (out) => `${out.replace(/\.md$/, '')}.json`

/**
 * @param {string} date
 * @param {ReturnType<typeof describeMachine>} machine
 * @param {string} command
 */
function header(date, machine, command) {
  const { cores, processor, memoryGb, kernel, node } = machine
  return [`${date} · ${cores} cores (${processor}), ${memoryGb} GB · ${kernel} · ${node}`, '', `    ${command}`].join(
    '\n',
  )
}
