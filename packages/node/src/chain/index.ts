export { Chain, type Link } from './chain.js'
