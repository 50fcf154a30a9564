import { uuidv7 } from 'uuidv7'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
} from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { mustSpeakForLearners } from './callers.ts'
import { asDecision, type Details, openDetails, sealDetails, toConsent } from './resource.ts'
import {
  type Consent,
  type ConsentStatus,
  type NewConsent,
  PURPOSES,
  type Purpose,
} from './schema.ts'
import { situationOf } from './situation.ts'
import { standingOf } from './standing.ts'
import {
  consentById,
  consentsOf,
  insertConsent,
  listConsents,
  lockLearner,
  namingOf,
  textById,
} from './store.ts'

/** A decision that is to be stored. */
export type Decided = {
  learnerId: string
  actorId: string
  purpose: string
  decision: 'given' | 'withdrawn'
  party: 'learner' | 'guardian'
  consentTextId: string | null
  method: string
  details: Details
}

/** Consents of learners and their guardians: every decision is kept, and the last ones count. */
export type ConsentService = {
  /** @throws Problem 403 to a key bound to an issuer, and to a learner who speaks for a guardian */
  record(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    input: NewConsent,
  ): Promise<Created<Consent>>
  /** Stores a decision whose giver is known. */
  decide(tx: Transaction, decided: Decided): Promise<Consent>
  get(actor: Actor, id: string): Promise<Consent>
  /** Oldest first. */
  list(actor: Actor, learnerId: string, request: PageRequest): Promise<Page<Consent>>
  /** What stands at this moment, for each purpose. */
  status(actor: Actor, learnerId: string): Promise<ConsentStatus>
  stands(db: Queries, learnerId: string, purpose: Purpose): Promise<boolean>
  /** Whether somebody said no, where a yes need not be asked for. */
  isRefused(db: Queries, learnerId: string, purpose: Purpose): Promise<boolean>
  /** The name that may be shown on the page of a credential at this moment; null: none. */
  publicName(publicId: string): Promise<string | null>
}

/**
 * @param deps.ended - told when consent may have ended, in the transaction that ends it
 */
export function createConsentService(deps: {
  database: Database
  vault: Vault
  now: () => Date
  learners: LearnerService
  ended: (tx: Transaction, learnerId: string) => Promise<void>
}): ConsentService {
  const { database, vault, now, learners } = deps

  async function decide(tx: Transaction, decided: Decided): Promise<Consent> {
    const { details, ...rest } = decided
    await lockLearner(tx, rest.learnerId)
    const row = await insertConsent(tx, {
      id: uuidv7(),
      ...rest,
      sealedDetails: sealDetails(vault, details),
      at: now(),
    })
    const type = rest.decision === 'given' ? 'consent.given' : 'consent.withdrawn'
    recordEvents(tx, [{ type, issuerId: null, subjectIds: [row.id] }])
    if (rest.decision === 'withdrawn') await deps.ended(tx, rest.learnerId)
    return toConsent(vault, row)
  }

  /** The text that is agreed to, or the purpose of what is withdrawn. */
  async function subjectOf(db: Queries, input: NewConsent) {
    if (input.decision === 'given') {
      if (input.consentTextId === undefined) {
        throw invalid({
          field: 'consentTextId',
          detail: 'consentTextId is required to give consent.',
        })
      }
      const text = await textById(db, input.consentTextId)
      if (text === undefined) throw notFound('consent text', 'consentTextId')
      if (input.purpose !== undefined && input.purpose !== text.purpose) {
        throw invalid({ field: 'purpose', detail: 'purpose is not the one of the text.' })
      }
      return { purpose: text.purpose, consentTextId: text.id }
    }
    if (input.purpose === undefined) {
      throw invalid({ field: 'purpose', detail: 'purpose is required to withdraw consent.' })
    }
    return { purpose: input.purpose, consentTextId: null }
  }

  async function statusOf(db: Queries, learnerId: string, purpose: Purpose) {
    const rows = await consentsOf(db, learnerId, purpose)
    if (rows.length === 0) return standingOf([], { age: null, below: 0, at: now() })
    return standingOf(rows.map(asDecision), await situationOf(db, deps, learnerId))
  }

  return {
    decide,
    async record(tx, actor, learnerId, input) {
      mustSpeakForLearners(actor)
      const { resource: learner } = await learners.get(actor, learnerId)
      const { by: party = 'learner', method = 'online', evidence = null } = input
      if (party === 'guardian' && actor.learnerId !== null) {
        throw new Problem('insufficient-scope', 'A guardian is asked, or seen by the platform.')
      }
      if (party === 'guardian' && evidence === null) {
        throw invalid({
          field: 'evidence',
          detail: 'evidence is required of what a guardian says.',
        })
      }
      const subject = await subjectOf(tx, input)
      const names = input.decision === 'given' && subject.purpose === 'public-name'
      const shownName = names ? (input.shownName ?? learner.displayName) : null
      if (names && shownName === null) {
        throw conflict('The learner has no display name to be shown.', 'shownName')
      }
      const resource = await decide(tx, {
        ...subject,
        learnerId,
        actorId: actor.id,
        decision: input.decision,
        party,
        method,
        details: { evidence, guardianName: input.guardianName ?? null, shownName },
      })
      return { resource, revision: 1, location: `/v1/consents/${resource.id}` }
    },
    async get(actor, id) {
      mustSpeakForLearners(actor)
      const row = await consentById(database.queries, id)
      const isTheirs = actor.learnerId === null || actor.learnerId === row?.learnerId
      if (row === undefined || !isTheirs) throw notFound('consent')
      return toConsent(vault, row)
    },
    async list(actor, learnerId, request) {
      mustSpeakForLearners(actor)
      await learners.get(actor, learnerId)
      const rows = await listConsents(database.queries, learnerId, request)
      return page(
        rows.map((row) => toConsent(vault, row)),
        request,
      )
    },
    async status(actor, learnerId) {
      mustSpeakForLearners(actor)
      await learners.get(actor, learnerId)
      const data = await Promise.all(
        PURPOSES.map(async (purpose) => {
          const standing = await statusOf(database.queries, learnerId, purpose)
          const consentId = standing.status === 'standing' ? standing.by.id : null
          return { purpose, status: standing.status, consentId }
        }),
      )
      return { data }
    },
    async stands(db, learnerId, purpose) {
      return (await statusOf(db, learnerId, purpose)).status === 'standing'
    },
    async isRefused(db, learnerId, purpose) {
      return (await statusOf(db, learnerId, purpose)).status === 'withdrawn'
    },
    async publicName(publicId) {
      const rows = await namingOf(database.queries, publicId)
      const [first] = rows
      if (first === undefined) return null
      const situation = await situationOf(database.queries, deps, first.learnerId)
      const standing = standingOf(rows.map(asDecision), situation)
      return standing.status === 'standing' ? openDetails(vault, standing.by).shownName : null
    },
  }
}
