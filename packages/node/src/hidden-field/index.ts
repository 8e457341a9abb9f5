export { type HiddenField, hiddenField } from './hidden-field.js'
