import { dirname, resolve } from 'node:path'

import { type ConfigFile, placeIn, readConfigFile } from '../../config-file/index.js'

/** A configuration before it is checked. */
export interface Source extends ConfigFile {
  /** What paths in it are seen from. */
  readonly directory: string
}

/** @throws HalfopenError HO_CONFIG. */
export const sourceOfFile = async (path: string): Promise<Source> => ({
  ...(await readConfigFile(path)),
  directory: dirname(resolve(path)),
})

/** A configuration from code; paths in it are seen from the working directory. */
export const sourceOfValue = (value: unknown): Source => ({
  value,
  placeOf: (path) => placeIn('the configuration', path),
  directory: process.cwd(),
})
