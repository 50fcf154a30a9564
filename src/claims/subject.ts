import { currentById } from '../badge-classes/index.ts'
import type { CardRules } from '../card-numbers/index.ts'
import type { Queries } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound } from '../http/index.ts'
import { cardRulesOfOpportunity, mustRun, opportunityFor } from '../opportunities/index.ts'
import { cardRulesOf } from '../places/index.ts'
import { PLATFORM } from './platform.ts'
import type { NewClaimCodes } from './schema.ts'

/** What codes are for, and whose it is. */
export type Subject = {
  issuerId: string
  badgeClassId: string | null
  opportunityId: string | null
}

/** @throws Problem unless there is exactly one thing that the caller can have claimed */
export async function subjectOf(
  db: Queries,
  actor: Actor,
  { badgeClassId, opportunityId }: NewClaimCodes,
): Promise<Subject> {
  if ((badgeClassId === undefined) === (opportunityId === undefined)) {
    const detail = 'badgeClassId or opportunityId is required, and not both.'
    throw invalid({ field: 'badgeClassId', detail })
  }
  return badgeClassId !== undefined
    ? badge(db, actor, badgeClassId)
    : activity(db, actor, opportunityId as string)
}

/** What counts for the cards of those who claim it. */
export async function cardRulesOfSubject(
  db: Queries,
  { issuerId, opportunityId }: Subject,
): Promise<CardRules> {
  const row = opportunityId === null ? undefined : await opportunityFor(db, PLATFORM, opportunityId)
  return row === undefined ? cardRulesOf(db, issuerId) : cardRulesOfOpportunity(db, row)
}

async function badge(db: Queries, actor: Actor, badgeClassId: string): Promise<Subject> {
  const current = await currentById(db, badgeClassId)
  const issuerId = current?.badgeClass.issuerId
  if (issuerId === undefined || (actor.issuerId !== null && actor.issuerId !== issuerId)) {
    throw notFound('badge class', 'badgeClassId')
  }
  if (current?.badgeClass.archivedAt != null) {
    throw conflict('This badge class is archived and cannot be awarded.', 'badgeClassId')
  }
  return { issuerId, badgeClassId, opportunityId: null }
}

async function activity(db: Queries, actor: Actor, opportunityId: string): Promise<Subject> {
  const row = await opportunityFor(db, actor, opportunityId)
  if (row === undefined) throw notFound('opportunity', 'opportunityId')
  mustRun(actor, row)
  if (row.archivedAt !== null) throw conflict('This opportunity is archived.', 'opportunityId')
  return { issuerId: row.issuerId, badgeClassId: null, opportunityId }
}
