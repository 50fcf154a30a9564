import { isOvertaken } from '../db/index.ts'
import { isDatabaseAway, Problem } from '../http/index.ts'

/** What a transaction may fail with though nothing is wrong with what it does. */
const PASSING = /^(40...|53...|55P03|57...|58...)$/

/**
 * Whether the same may well succeed a little later: the database is away, out of resources or was in
 * a deadlock, or what signs is not there for the moment.
 */
export function passesOver(error: unknown): boolean {
  if (error instanceof Problem) return error.problem === 'unavailable'
  return isDatabaseAway(error) || PASSING.test(codeOf(error) ?? '')
}

/** Whether only the order of two transactions was at fault, so that it may be tried again at once. */
export function isEntangled(error: unknown): boolean {
  return /^40...$/.test(codeOf(error) ?? '') || isOvertaken(error)
}

/** PostgreSQL's code of an error, however that was wrapped on its way here. */
function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return undefined
}

/** What may be logged of an error: its message can quote a row. */
export function withoutWords(error: unknown): {
  code: string | undefined
  stack: string | undefined
} {
  const stack = error instanceof Error ? error.stack : undefined
  return {
    code: codeOf(error),
    stack: stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  }
}
