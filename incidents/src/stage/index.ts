export { type Looked, type StageEvent, stageEvent } from './events.js'
