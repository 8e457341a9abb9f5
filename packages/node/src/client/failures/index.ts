/** What went wrong, in words: what was waited for, how long, and how much had come. */
export {
  bodyTimeout,
  connectTimeout,
  deadlineExceeded,
  headersTimeout,
  type Limits,
  type Progress,
  unreadTimeout,
  worded,
} from './failures.js'
