/** A database that cannot be used. The message is one sentence for the operator. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  /** PostgreSQL's code for the same, where it has one: callers learn that the database is away. */
  readonly code: string | undefined

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}

const FOREIGN_KEY_VIOLATION = '23503'

/**
 * Whether a transaction failed because the learner it was about was erased, or merged, by another one
 * in between: done again, it finds out how things stand now.
 */
export function isOvertaken(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, constraint = '' } = current as { code?: unknown; constraint?: string }
    if (code === FOREIGN_KEY_VIOLATION)
      return /^assertions_dealing$|_learners_id_fk$/.test(constraint)
  }
  return false
}
