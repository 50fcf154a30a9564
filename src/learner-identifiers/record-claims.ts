import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import { type Actor, type Created, conflict, invalid, notFound, rfc3339 } from '../http/index.ts'
import {
  acceptedIdentifier,
  blindIndex,
  countClaimed,
  type LearnerService,
  lockIdentifiers,
  noteClaimed,
} from '../learners/index.ts'
import type { Mail } from '../mail/index.ts'
import type { Vault } from '../vault.ts'
import type {
  CompletedRecordClaim,
  NewRecordClaim,
  RecordClaim,
  RecordClaimCounts,
} from './record-claim-schema.ts'
import {
  completeVerification,
  insertVerification,
  recordClaimById,
  takeAttempt,
  type VerificationRow,
} from './store.ts'
import { ATTEMPTS, hashOf, isCode, legible, MINUTES, newCode, refuseTooMany } from './verifying.ts'

/**
 * Learners who come for what was awarded to their address: they show that it is theirs with a code by
 * mail. Whether there is a record for an address is told to nobody else: a claim for an address without
 * one looks the same, and no code is sent.
 */
export type RecordClaims = {
  /** @throws Problem 400 for an identifier that is no e-mail address, 429 when this was asked too often */
  ask(tx: Transaction, actor: Actor, input: NewRecordClaim): Promise<Created<RecordClaim>>
  /** Completes a claim with a code, in two steps. */
  completion(actor: Actor, id: string, typed: string): Completion
  /** How many learners the caller knows, and how many of them came. */
  counts(actor: Actor): Promise<RecordClaimCounts>
}

export type Completion = {
  /**
   * Looks at the code, outside of any transaction: every one that is brought uses up an attempt, also
   * of those at the same time, and whatever becomes of the request.
   * @throws Problem 400 for a wrong code, 404 for no such claim, 409 when it is over
   */
  prove(): Promise<void>
  /**
   * Gives the record to whoever has proved that it is theirs, once.
   * @throws Problem 409 when that was done, or the identifier was taken from the learner since
   */
  complete(tx: Transaction): Promise<Created<CompletedRecordClaim>>
}

/** {@link RecordClaims} with codes by `mail`. */
export function createRecordClaims(deps: {
  database: Database
  vault: Vault
  now: () => Date
  learners: LearnerService
  mail: Mail
}): RecordClaims {
  const { database, vault, now, learners, mail } = deps

  async function find(db: Database['queries'], actor: Actor, id: string): Promise<VerificationRow> {
    const row = await recordClaimById(db, id)
    if (row === undefined || row.issuerId !== actor.issuerId) throw notFound('record claim')
    return row
  }

  async function give(
    tx: Transaction,
    actor: Actor,
    id: string,
  ): Promise<Created<CompletedRecordClaim>> {
    const at = now()
    if (!(await completeVerification(tx, id, at))) throw over()
    const { issuerId, identifierId, blindIndex: index } = await find(tx, actor, id)
    const holder = await learners.holderOf(tx, issuerId, index)
    if (identifierId === null || holder?.identifierId !== identifierId) {
      throw conflict('The identifier was taken from the learner since: ask again.')
    }
    const { learnerId } = holder
    await noteClaimed(tx, { learnerId, issuerId, at })
    const resource = { id, learnerId, identifierId, completedAt: rfc3339(at) }
    return { resource, revision: 1, unkept: true }
  }

  return {
    async ask(tx, { issuerId }, { identifier: given, language = null, link }) {
      const identifier = await acceptedIdentifier(tx, issuerId, given, 'identifier')
      if (identifier.type !== 'email') {
        const detail = 'identifier.type must be `email`: the code is sent there.'
        throw invalid({ field: 'identifier.type', detail })
      }
      const index = blindIndex(vault, identifier)
      await lockIdentifiers(tx, [index])
      const at = now()
      await refuseTooMany(tx, index, at, 'identifier')
      const holder = await learners.holderOf(tx, issuerId, index)
      const id = uuidv7()
      const code = newCode()
      const expiresAt = new Date(at.getTime() + MINUTES * 60_000)
      await insertVerification(tx, {
        id,
        identifierId: holder?.identifierId ?? null,
        blindIndex: index,
        issuerId,
        method: 'mail',
        // Without a holder nobody is sent the code, and nobody can bring it.
        codeHash: hashOf(vault, id, code),
        attemptsLeft: ATTEMPTS,
        createdAt: at,
        expiresAt,
      })
      if (holder !== undefined) {
        await mail.send(tx, {
          kind: 'record-claim',
          to: identifier.value,
          language,
          values: {
            code: legible(code),
            minutes: MINUTES,
            // Behind the #, so that it stands in no log of a server.
            ...(link !== undefined && {
              url: `${link.split('#', 1)[0]}#record-claim=${id}&code=${code}`,
            }),
          },
          about: { learnerId: holder.learnerId, issuerId },
          expiresAt,
        })
      }
      return { resource: { id, expiresAt: rfc3339(expiresAt) }, revision: 1, unkept: true }
    },
    completion(actor, id, typed) {
      let isProved = false
      const prove = async () => {
        const db = database.queries
        const asked = await find(db, actor, id)
        if (!(await takeAttempt(db, id, now()))) throw over()
        if (!isCode(vault, asked, typed)) {
          throw invalid({ field: 'code', detail: 'code is not the one that was sent.' })
        }
        isProved = true
      }
      return {
        prove,
        async complete(tx) {
          if (!isProved) await prove()
          return give(tx, actor, id)
        },
      }
    },
    counts: ({ issuerId }) => countClaimed(database.queries, issuerId),
  }
}

function over() {
  return conflict(
    'This claim is over: it was completed, expired, or a wrong code was brought too often.',
  )
}
