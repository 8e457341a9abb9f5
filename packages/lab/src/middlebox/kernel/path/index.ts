export { addressFor, destinationOf } from './addresses.js'
export { countsIn } from './counts.js'
export { isConntracks, TABLE } from './ruleset.js'
export { clientScript, middleScript, serverScript } from './scripts.js'
