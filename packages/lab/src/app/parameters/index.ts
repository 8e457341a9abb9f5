export {
  choice,
  duration,
  optional,
  type Parameter,
  type Parameters,
  size,
  text,
  type ValuesOf,
  whole,
  wordOr,
} from './parameter.js'
export { readQuery } from './query.js'
