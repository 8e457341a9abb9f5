#!/usr/bin/env node
// npm start: installs and builds what is missing, then watches this host.
// Everything before the last line keeps to stderr, so that a pipe gets halfopen's output only.
import { spawnWithSignals } from './lib/child.mjs'
import { build, checkNode, installDependencies, program } from './lib/workspace.mjs'

checkNode()
installDependencies()
build({ only: 'packages' })
await spawnWithSignals([program, 'watch', ...process.argv.slice(2)])
