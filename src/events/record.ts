import { uuidv7 } from 'uuidv7'
import { later, pgArray, type Transaction } from '../db/index.ts'
import type { EventType } from './types.ts'

/** Something that happened: to whom it belongs, and what it happened to. */
export type NewEvent = {
  /** A new UUIDv7, where somebody has to know it before; one is made otherwise. */
  id?: string
  type: EventType
  issuerId: string | null
  subjectIds: string[]
}

const STATEMENT = `
  insert into events (id, type, issuer_id, subject_ids)
  select id, type, issuer_id, ($6::uuid[])[first:last]
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::integer[])
    as event (id, type, issuer_id, first, last)`

/**
 * Notes what happened in the outbox, in the transaction in which it happens: it is told of exactly
 * when that commits. One statement however many there are, which the transaction waits for at its
 * end.
 *
 * @param events - in their order; one may be about many subjects
 */
export function recordEvents(tx: Transaction, events: readonly NewEvent[]): void {
  if (events.length === 0) return
  // Places of each event's subjects in one array of all: PostgreSQL's have no rows of unlike length.
  let counted = 0
  const ends = events.map(({ subjectIds }) => {
    counted += subjectIds.length
    return counted
  })
  const values = [
    pgArray(
      'uuid',
      events.map(({ id = uuidv7() }) => id),
    ),
    pgArray(
      'text',
      events.map(({ type }) => type),
    ),
    pgArray(
      'uuid',
      events.map(({ issuerId }) => issuerId),
    ),
    pgArray(
      'integer',
      events.map(({ subjectIds }, at) => (ends[at] as number) - subjectIds.length + 1),
    ),
    pgArray('integer', ends),
    pgArray(
      'uuid',
      events.flatMap(({ subjectIds }) => subjectIds),
    ),
  ]
  later(tx, () => tx.$client.query({ name: 'record-events', text: STATEMENT, values }))
}
