import { main } from './cli/index.js'
import { endQuietlyWhenNobodyReads, thisMachine } from './host/index.js'

endQuietlyWhenNobodyReads(process.stdout, () => process.exit())
process.exitCode = await main(process.argv.slice(2), { io: process, machine: thisMachine })
