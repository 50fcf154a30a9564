import { LRUCache } from 'lru-cache'
import { embeddable, type JsonObject } from '../credentials/index.ts'
import type { Queries } from '../db/index.ts'
import { acceptedAbout, signedByIds } from './store.ts'

/**
 * How many endorsements of the same things a document carries at most, the newest ones: readers
 * bound what they process.
 */
const MOST_EMBEDDED = 10

const MAX_STATEMENTS = 5_000
const MAX_BYTES = 32 * 1024 * 1024

/** A signed statement, as it is embedded, and what it is about. */
type Statement = { id: string; subjectId: string; validUntil: Date | null; credential: JsonObject }

/** The endorsements that stand: accepted, not revoked, and not expired. */
export type CurrentEndorsements = {
  /**
   * Those among `ids` that are about one of these subjects, oldest first, at most
   * {@link MOST_EMBEDDED} of them.
   *
   * @param ids - endorsements that are accepted at this moment. What they say never changes, so
   *   that only the first look at each asks the database.
   */
  among(db: Queries, ids: readonly string[], subjectIds: readonly string[]): Promise<JsonObject[]>
  /** All that are about one of these subjects, oldest first, each with its subject. */
  about(
    db: Queries,
    subjectIds: readonly string[],
  ): Promise<{ subjectId: string; credential: JsonObject }[]>
}

/** {@link CurrentEndorsements} at the time of the clock. */
export function createCurrentEndorsements(now: () => Date): CurrentEndorsements {
  const known = new LRUCache<string, Statement>({
    max: MAX_STATEMENTS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ credential }) => JSON.stringify(credential).length,
  })

  async function statements(db: Queries, ids: readonly string[]): Promise<Statement[]> {
    const found = new Map<string, Statement>()
    for (const id of ids) {
      const statement = known.get(id)
      if (statement !== undefined) found.set(id, statement)
    }
    const missing = ids.filter((id) => !found.has(id))
    if (missing.length > 0) {
      for (const { credential, ...row } of await signedByIds(db, missing)) {
        const statement = { ...row, credential: embeddable(JSON.parse(credential ?? '{}')) }
        known.set(row.id, statement)
        found.set(row.id, statement)
      }
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  /** The same statement may have been given to us for two targets. */
  function standing(all: Statement[], subjectIds: readonly string[]): Statement[] {
    const at = now()
    const byId = new Map<unknown, Statement>()
    for (const statement of all) {
      const { subjectId, validUntil, credential } = statement
      const stands = validUntil === null || validUntil > at
      if (stands && subjectIds.includes(subjectId)) byId.set(credential.id, statement)
    }
    return [...byId.values()]
  }

  return {
    async among(db, ids, subjectIds) {
      if (ids.length === 0) return []
      return standing(await statements(db, ids), subjectIds)
        .slice(-MOST_EMBEDDED)
        .map(({ credential }) => credential)
    },
    async about(db, subjectIds) {
      const ids = await acceptedAbout(db, [...subjectIds])
      if (ids.length === 0) return []
      return standing(await statements(db, ids), subjectIds)
    },
  }
}
