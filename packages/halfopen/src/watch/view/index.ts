export { watchLive } from './live.js'
export { View } from './view.js'
