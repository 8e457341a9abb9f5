export { printExample, runMock } from './run.js'
