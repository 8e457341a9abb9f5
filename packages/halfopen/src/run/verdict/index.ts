export { type Judgement, judge, type Verdict } from './judge.js'
export { LastWords } from './last-words.js'
export { atAncestor, type Ended } from './subject.js'
