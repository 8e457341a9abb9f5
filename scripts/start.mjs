#!/usr/bin/env node
// npm start: installs and builds what is missing, then watches this host.
// Everything before the last line keeps to stderr, so that a pipe gets halfopen's output only.
import { spawnSync } from 'node:child_process'
import { build, checkNode, installDependencies, program } from './lib/workspace.mjs'

checkNode()
installDependencies()
build({ only: 'packages' })
const { status, signal } = spawnSync(process.execPath, [program, 'watch', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exitCode = signal === null ? (status ?? 1) : 128
