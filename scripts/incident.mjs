#!/usr/bin/env node
// npm run incident / npm run incidents: builds what is missing, then plays or checks incidents.
import { spawnWithSignals } from './lib/child.mjs'
import { build, checkNode, incidentsProgram, installDependencies } from './lib/workspace.mjs'

checkNode()
installDependencies()
build({ only: 'everything' })
await spawnWithSignals([incidentsProgram, ...process.argv.slice(2)])
