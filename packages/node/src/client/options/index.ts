/** What can be set, within which range, and why it is what it is. */
export { rangeOf, settingsOf } from './settings.js'
export { OPTIONS, type OptionName, type OptionRule } from './table.js'
export type { ClientOptions, Settings } from './types.js'
