export { look, type Looked, type Mode } from './look.js'
