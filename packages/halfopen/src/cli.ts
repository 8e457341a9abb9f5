import { main } from './cli/index.js'
import { endWhenNobodyReads, thisMachine } from './host/index.js'

const COULD_NOT_LOOK = 3

/** Exit code 1 means that something was found, so a fault of the program must never end with it. */
function endWithFault(what: string): void {
  process.stderr.write(`halfopen: ${what}\n`)
  process.exit(COULD_NOT_LOOK)
}

endWhenNobodyReads(process.stdout, {
  quietly: () => process.exit(),
  failed: (why) => endWithFault(`the output could not be written: ${why}\n  Free the disk or write elsewhere.`),
})
// What nobody reads there changes no exit code.
process.stderr.on('error', () => undefined)
process.on('uncaughtException', (error) =>
  endWithFault(`${error.message} (HO_INTERNAL)\n  This is a defect of halfopen: please report it.`),
)
process.exitCode = await main(process.argv.slice(2), { io: process, machine: thisMachine })
