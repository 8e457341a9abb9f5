export { type Path, placeIn } from './place.js'
export { type ConfigFile, parseConfigFile, readConfigFile } from './read.js'
