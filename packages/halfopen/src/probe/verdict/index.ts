export { Board } from './board.js'
export { judge, type Judgement } from './judge.js'
export type { Ending, Later, Outcome, Span } from './outcome.js'
