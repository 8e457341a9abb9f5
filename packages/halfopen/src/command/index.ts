export { type CommandEnd, endOf } from './end.js'
export { type Unstartable, whyNotFound, whyNotStarted } from './find.js'
