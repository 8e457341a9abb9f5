#!/usr/bin/env node
// npm test: sets up what the tests need, then runs everything: lint, types, unit, live, incidents.
// Exits non-zero on any failure; on Debian as root, an incident that could not be played is a failure too.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages, isDebian, isRoot } from './lib/debian.mjs'
import { build, checkNode, installCorpus, installDependencies, root, say } from './lib/workspace.mjs'

checkNode()
installDependencies()
installCorpus()
const missing = installPackages()
build({ only: 'everything' })

const reports = join(root, '.cache/reports')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const totals = { passed: 0, failed: 0, skipped: 0 }
const notRun = []

check('lint', ['oxlint', '--type-aware', '--deny-warnings'])
check('format', ['biome', 'check', '.'])
check('types', ['tsc', '-p', 'tsconfig.json'], ['tsc', '-p', 'bench'])
check('dead code', ['knip', '--no-progress'])
check(
  'packaging',
  ['publint', 'packages/core'],
  ['publint', 'packages/kernel'],
  ['publint', 'packages/lab'],
  ['publint', 'packages/node'],
  ['publint', 'packages/halfopen'],
)
suite('unit')
if (process.platform === 'linux') {
  suite('live')
  suite('node')
  incidents()
} else {
  notRun.push('live tests and incidents: they need Linux')
}
finish()

function incidents() {
  if (missing.length > 0) {
    notRun.push(
      `incidents, for want of: ${missing.join(' ')} (apt-get install them, or run npm test as root on Debian)`,
    )
    if (isDebian() && isRoot()) totals.failed++
  }
  suite('incidents')
}

/** Checks that either hold or do not; each counts as one. */
function check(name, ...commands) {
  const started = Date.now()
  const ok = commands.every((command) => npx(command) === 0)
  totals[ok ? 'passed' : 'failed']++
  say(`${ok ? 'passed' : 'FAILED'}  ${name}  (${seconds(started)})`)
}

function suite(project) {
  const started = Date.now()
  const outputFile = join(reports, `${project}.json`)
  const status = npx([
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
  ])
  const counted = countTests(outputFile)
  totals.passed += counted.passed
  totals.skipped += counted.skipped
  totals.failed += Math.max(counted.failed, status === 0 ? 0 : 1)
  say(`${status === 0 ? 'passed' : 'FAILED'}  ${project}  (${counted.passed} tests, ${seconds(started)})`)
}

function countTests(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }
  } catch {
    // No report: the runner itself failed, and its exit code says so.
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

function npx(command) {
  return spawnSync('npx', ['--no-install', ...command], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}

function finish() {
  for (const what of notRun) say(`DID NOT RUN  ${what}`)
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`)
  process.exitCode = totals.failed === 0 ? 0 : 1
}
