import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  type Together,
  valueChecker,
} from '../http/index.ts'
import { mustRun, type OpportunityRow, opportunityFor } from '../opportunities/index.ts'
import { attendanceOf } from './attendance.ts'
import { type Asked, type CheckingIn, checkInAll, type Outcome, present } from './carry-out.ts'
import {
  type AttendanceCount,
  type CheckedIn,
  type CheckIn,
  type CheckInResult,
  CheckInRow,
  type NewCheckIn,
} from './schema.ts'
import { checkInById, listCheckIns } from './store.ts'

/** Rows of a scanner that share a transaction. */
const ROWS_AT_ONCE = 50

export type NewArrival = { opportunityId: string; input: NewCheckIn }

/** Who came to opportunities. */
export type CheckInService = {
  /** Checks learners in; those who come at the same time together. */
  together: Together<NewArrival>
  /**
   * Checks in the rows of a scanner, each for itself; repeating them changes nothing.
   *
   * @param rows - as they came; a Problem where one could not be read
   * @throws Problem 404 or 403 when the caller cannot check anybody in there
   */
  batch(actor: Actor, opportunityId: string, rows: readonly unknown[]): Promise<CheckInResult[]>
  /** @throws Problem 404 or 403 when the caller cannot check anybody in there */
  mayRecord(actor: Actor, opportunityId: string): Promise<void>
  /** Checks one in within a transaction of somebody else's. @throws Problem when that cannot be */
  checkIn(
    tx: Transaction,
    actor: Actor,
    opportunityId: string,
    input: NewCheckIn,
  ): Promise<CheckedIn>
  /**
   * How many came to an occurrence and how many places are left; undefined: to that of now.
   *
   * @throws Problem 404 or 403 when the caller cannot check anybody in there, 400 for no occurrence
   */
  attendance(
    actor: Actor,
    opportunityId: string,
    occurrence: Date | undefined,
  ): Promise<AttendanceCount>
  get(actor: Actor, opportunityId: string, id: string): Promise<CheckIn>
  list(
    actor: Actor,
    opportunityId: string,
    filter: { occurrence?: string },
    request: PageRequest,
  ): Promise<Page<CheckIn>>
}

/** A {@link CheckInService} that awards whoever comes the badges of the opportunity. */
export function createCheckInService(deps: CheckingIn & { database: Database }): CheckInService {
  const { database } = deps
  const problemOfRow = valueChecker(CheckInRow, 'row')

  /** Carries out a set in one transaction; when that fails because of one of them, one by one. */
  async function carryOut(asked: readonly Asked[]): Promise<Outcome[]> {
    try {
      return await database.transaction((tx) => checkInAll(tx, deps, asked))
    } catch (error) {
      if (asked.length === 1) {
        if (error instanceof Problem) return [error]
        throw error
      }
      const outcomes: Outcome[] = []
      for (const one of asked) outcomes.push(...(await carryOut([one])))
      return outcomes
    }
  }

  /** @throws Problem 404 or 403 when the caller does not run it */
  async function ownOpportunity(actor: Actor, opportunityId: string): Promise<OpportunityRow> {
    const row = await opportunityFor(database.queries, actor, opportunityId)
    if (row === undefined) throw notFound('opportunity')
    mustRun(actor, row)
    return row
  }

  async function mayRecord(actor: Actor, opportunityId: string): Promise<void> {
    await ownOpportunity(actor, opportunityId)
  }

  return {
    together: {
      lookUp: async () => undefined,
      async create(tx, requests) {
        const asked = requests.map(({ actor, input }) => ({ actor, ...input }))
        return (await checkInAll(tx, deps, asked)).map((made): Created<CheckedIn> | Problem =>
          made instanceof Problem
            ? made
            : {
                resource: made.checkIn,
                revision: 1,
                isNew: made.isNew,
                location: `/v1/opportunities/${made.checkIn.opportunityId}/check-ins/${made.checkIn.id}`,
              },
        )
      },
      document: async () => undefined,
    },
    mayRecord,
    async batch(actor, opportunityId, rows) {
      await mayRecord(actor, opportunityId)
      const results: CheckInResult[] = []
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        const some = rows.slice(from, from + ROWS_AT_ONCE)
        const problems = some.map((row) => (row instanceof Problem ? row : problemOfRow(row)))
        const good = some.filter((_, position) => problems[position] === null) as CheckInRow[]
        const asked = good.map(({ reference: _, ...input }) => ({ actor, opportunityId, input }))
        const outcomes = (asked.length === 0 ? [] : await carryOut(asked)).values()
        for (const [position, row] of some.entries()) {
          const outcome = problems[position] ?? (outcomes.next().value as Outcome)
          results.push({
            row: from + position + 1,
            ...referenceOf(row),
            ...resultOf(outcome),
          })
        }
      }
      return results
    },
    async checkIn(tx, actor, opportunityId, input) {
      const [made] = await checkInAll(tx, deps, [{ actor, opportunityId, input }])
      if (made === undefined || made instanceof Problem) throw made
      return made.checkIn
    },
    async attendance(actor, opportunityId, occurrence) {
      const row = await ownOpportunity(actor, opportunityId)
      return attendanceOf(database.queries, row, { occurrence, now: deps.now() })
    },
    async get(actor, opportunityId, id) {
      await mayRecord(actor, opportunityId)
      const row = await checkInById(database.queries, opportunityId, id)
      if (row === undefined) throw notFound('check-in', 'checkInId')
      const [shown] = await present(database.queries, deps, [row])
      return shown as CheckIn
    },
    async list(actor, opportunityId, filter, request) {
      await mayRecord(actor, opportunityId)
      const of = { opportunityId, ...filter }
      const { data, nextCursor } = page(await listCheckIns(database.queries, of, request), request)
      return { data: await present(database.queries, deps, data), nextCursor }
    },
  }
}

function resultOf(outcome: Outcome): Omit<CheckInResult, 'row'> {
  if (outcome instanceof Problem) {
    const { type } = outcome.document()
    const field = outcome.errors[0]?.field
    return {
      outcome: 'refused',
      problem: { type: type as string, ...(field && { field }), detail: outcome.message },
    }
  }
  const { checkIn, isNew } = outcome
  return { outcome: isNew ? 'checked-in' : 'already-there', checkIn }
}

function referenceOf(row: unknown): { reference?: string } {
  if (typeof row !== 'object' || row === null || !('reference' in row)) return {}
  const { reference } = row
  return typeof reference === 'string' && reference.length <= 200 ? { reference } : {}
}
