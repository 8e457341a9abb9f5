export { Client, type Ended } from './client.js'
