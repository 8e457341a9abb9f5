import { HalfopenError, type ErrorCode, printable } from '@halfopen/core'
import {
  type ApplicationText,
  type ArgumentParseError,
  ArgumentScannerError,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  text_en,
  type UnexpectedPositionalError,
} from '@stricli/core'

import type { ExitCode } from '../host/index.js'
import { didYouMean } from './parsers.js'

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set([
  'HO_USAGE',
  'HO_DURATION',
  'HO_UNKNOWN_CAUSE',
  'HO_UNKNOWN_PID',
  'HO_CONFIG',
])

/** 2 for what the user can write differently, 3 for everything that kept us from looking. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof HalfopenError && USAGE_CODES.has(error.code) ? 2 : 3
}

/** One line what happened, one line what to do about it; never a stack trace. */
export function errorLines(error: unknown): string {
  if (error instanceof HalfopenError) return twoLines(`${error.message} (${error.code})`, error.remedy)
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return twoLines(`a fault of halfopen itself: ${message}`, 'Please report it, with the command line that led to it.')
}

export function usageError(message: string): HalfopenError {
  return new HalfopenError('HO_USAGE', message)
}

function twoLines(what: string, remedy: string): string {
  return `halfopen: ${printable(what, 500)}\n  ${remedy}`
}

/** What the user wrote and stricli could not take. */
function scannerErrorLines(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return errorLines(error)
  if (isParseError(error) && error.exception instanceof HalfopenError) {
    const { exception } = error
    return twoLines(`${flagOf(error)}${exception.message} (${exception.code})`, exception.remedy)
  }
  return errorLines(usageError(formatMessageForArgumentScannerError(error, MESSAGES)))
}

function isParseError(error: ArgumentScannerError): error is ArgumentParseError {
  return 'externalFlagNameOrPlaceholder' in error && 'exception' in error
}

/** `--for: `, and nothing for a positional argument: its message says it all. */
function flagOf({ externalFlagNameOrPlaceholder: name }: ArgumentParseError): string {
  return name === name.toUpperCase() ? '' : `--${name}: `
}

type Messages = Parameters<typeof formatMessageForArgumentScannerError>[1]

const MESSAGES: Messages = {
  FlagNotFoundError: unknownFlag,
  AliasNotFoundError: ({ input }) => `there is no flag -${input}`,
  UnsatisfiedFlagError: ({ externalFlagName }) => `--${externalFlagName} needs a value`,
  UnexpectedFlagError: ({ externalFlagName, input }) =>
    `--${externalFlagName} is given twice; the second is "${input}"`,
  UnexpectedPositionalError: surplusArgument,
  ArgumentParseError: ({ externalFlagNameOrPlaceholder, input }) =>
    `--${externalFlagNameOrPlaceholder} takes no value "${input}"`,
}

function unknownFlag({ input, corrections }: FlagNotFoundError): string {
  const hint = didYouMean(
    `--${input}`,
    [...corrections, 'help', 'version'].map((name) => `--${name}`),
  )
  return `there is no flag --${input}${hint}`
}

function surplusArgument({ input }: UnexpectedPositionalError): string {
  const hint = /^\d+$/.test(input) ? `: did you mean --pid ${input}?` : ''
  return `"${input}" is one argument too many${hint}`
}

export const errorText: ApplicationText = {
  ...text_en,
  exceptionWhileParsingArguments: scannerErrorLines,
  exceptionWhileLoadingCommandFunction: errorLines,
  exceptionWhileLoadingCommandContext: errorLines,
  exceptionWhileRunningCommand: errorLines,
  commandErrorResult: errorLines,
  exceptionWhileRunningIntegrationFlag: ({ exception }) => errorLines(exception),
  exceptionWhileRunningIntegrationHook: ({ exception }) => errorLines(exception),
}
