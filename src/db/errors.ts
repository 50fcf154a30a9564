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
