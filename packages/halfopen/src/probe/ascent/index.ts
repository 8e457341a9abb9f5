export { ascend, type Ascended, type Own } from './ascend.js'
