export { diceFor, type Draw } from './dice.js'
export { changeToxic, isRecord, MAX_NAME_LENGTH, parseToxic, TOXIC_FIELDS } from './parse.js'
export { type Checked, didYouMean, type Problem, refuse, within } from './problem.js'
export { type Stream, type Toxic, type ToxicChange, type ToxicSpec } from './toxic.js'
