export { type Choice, chooseBackend, openMiddlebox } from './choice.js'
