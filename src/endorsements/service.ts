import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { JsonObject } from '../credentials/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  checkRevision,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  page,
  type Versioned,
} from '../http/index.ts'
import { type IssuerSigning, issuerById } from '../issuers/index.ts'
import { bumpRevision, type StatusReservations } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import { checkForeign, foreignStatement, type Verdict } from './foreign.ts'
import { createPresenter } from './presenter.ts'
import { checkMembers, hidden, isOpen, noTarget, requireSide } from './rules.ts'
import type {
  Endorsement,
  EndorsementFilter,
  EndorsementSummary,
  NewEndorsement,
} from './schema.ts'
import { signStatement } from './statement.ts'
import {
  type EndorsementRow,
  endorsementById,
  insertEndorsement,
  listEndorsements,
  lockEndorsement,
  updateEndorsement,
} from './store.ts'
import { type EndorsementTarget, findTarget, publishedIds, subjectOf } from './targets.ts'
import { endOf } from './valid-until.ts'

/**
 * Endorsements. One is asked for by the owner of its target (requested) or held out by an endorser
 * (offered); the other side accepts or declines, and either side can call it off until then.
 * Accepting signs it. The endorser can revoke what it signed. An endorser elsewhere has signed
 * before; its statement is accepted as it is, and given up by the owner.
 */
export type EndorsementService = {
  /**
   * What is to be done with a new endorsement before the transaction that stores it: a statement
   * from elsewhere is verified.
   * @throws Problem 400 or 409 naming what is wrong with it
   */
  prepare(input: NewEndorsement): Promise<void>
  /** @throws Problem naming the field when the request cannot be met */
  create(tx: Transaction, actor: Actor, input: NewEndorsement): Promise<Created<Endorsement>>
  get(actor: Actor, id: string): Promise<Versioned<Endorsement>>
  /** Oldest first; for the key of an issuer, those that it endorses or owns the target of. */
  list(
    actor: Actor,
    filter: EndorsementFilter,
    request: PageRequest,
  ): Promise<Page<EndorsementSummary>>
  /**
   * Accepts and signs. Doing so again changes nothing.
   * @param comment - of the endorser, in place of the one that was asked for; null: none
   * @throws Problem 403 when it is for the other side to accept, 409 when it was decided otherwise
   */
  accept(
    actor: Actor,
    id: string,
    comment: string | null | undefined,
    expected: number[] | null,
  ): Promise<Versioned<Endorsement>>
  /** @throws Problem 409 when it was accepted before */
  decline(
    actor: Actor,
    id: string,
    reason: string | undefined,
    expected: number[] | null,
  ): Promise<Versioned<Endorsement>>
  /**
   * Takes a signed statement back for good. Doing so again changes nothing.
   * @throws Problem 403 when it is for the endorser to revoke, 409 when it was never accepted
   */
  revoke(
    actor: Actor,
    id: string,
    reason: string,
    expected: number[] | null,
  ): Promise<Versioned<Endorsement>>
}

/**
 * @param deps.verify - the verdict on a credential that somebody else signed
 */
export function createEndorsementService(deps: {
  database: Database
  vault: Vault
  signing: IssuerSigning
  reservations: StatusReservations
  verify: (credential: JsonObject) => Promise<Verdict>
  publicUrl: string
  now: () => Date
}): EndorsementService {
  const { database, vault, publicUrl, now, verify } = deps
  const { summary, answer } = createPresenter(vault, publicUrl)
  const sealed = (reason: string | undefined) =>
    reason === undefined ? null : vault.seal(reason, 'endorsement-reason')

  /** Changes an endorsement under its lock; of two deciders at once the second sees the first. */
  async function change(
    actor: Actor,
    id: string,
    expected: number[] | null,
    work: (tx: Transaction, row: EndorsementRow) => Promise<Partial<EndorsementRow> | null>,
  ): Promise<Versioned<Endorsement>> {
    return database.transaction(async (tx) => {
      const row = await lockEndorsement(tx, id)
      if (row === undefined || hidden(actor, row)) throw notFound('endorsement')
      checkRevision(row.revision, expected)
      const changes = await work(tx, row)
      if (changes === null) return answer(row)
      const at = now()
      const stamp = {
        decidedBy: actor.id,
        decidedAt: at,
        updatedAt: at,
        revision: row.revision + 1,
      }
      recordEvents(tx, [{ type: 'endorsement.decided', issuerId: row.ownerId, subjectIds: [id] }])
      return answer(await updateEndorsement(tx, id, { ...changes, ...stamp }))
    })
  }

  /** The row of an endorsement by an issuer here, asked for or offered. */
  async function asked(
    tx: Transaction,
    actor: Actor,
    input: NewEndorsement & { endorserId: string },
    target: EndorsementTarget,
  ) {
    const { endorserId, comment = null } = input
    const endorser = await issuerById(tx, endorserId)
    if (endorser === undefined) throw notFound('issuer', 'endorserId')
    if (endorserId === target.ownerId) {
      throw invalid({ field: 'endorserId', detail: 'An issuer cannot endorse what is its own.' })
    }
    if (endorser.archivedAt !== null) {
      throw conflict('The endorser is archived and signs no more.', 'endorserId')
    }
    return {
      endorserId,
      subjectId: target.subjectId,
      status: actor.issuerId === endorserId ? 'offered' : 'requested',
      comment,
      validUntil: endOf(input.validUntil, now()),
    }
  }

  /** The row of an endorsement that somebody elsewhere signed. */
  async function presented(
    tx: Transaction,
    actor: Actor,
    input: NewEndorsement & { credential: object },
    target: EndorsementTarget,
  ) {
    const published = await publishedIds(tx, publicUrl, input.target, target)
    const statement = await foreignStatement(tx, input.credential as JsonObject, {
      published,
      publicUrl,
    })
    return { ...statement, status: 'accepted', decidedBy: actor.id, decidedAt: now() }
  }

  return {
    async prepare(input) {
      checkMembers(input)
      const { credential } = input
      if (credential !== undefined) await checkForeign(credential as JsonObject, verify)
    },
    async create(tx, actor, input) {
      const { endorserId, credential } = input
      const target = await findTarget(tx, publicUrl, input.target)
      const party =
        actor.issuerId === null ||
        actor.issuerId === target?.ownerId ||
        actor.issuerId === endorserId
      if (target === undefined || !party) throw noTarget(actor, input)
      if (target.closed !== null) throw conflict(target.closed, 'target.id')
      const particular =
        credential === undefined
          ? await asked(tx, actor, { ...input, endorserId: endorserId ?? '' }, target)
          : await presented(tx, actor, { ...input, credential }, target)
      const row = await insertEndorsement(tx, {
        id: uuidv7(),
        publicId: randomBytes(16).toString('base64url'),
        targetType: input.target.type,
        targetId: input.target.id,
        ownerId: target.ownerId,
        requestedBy: actor.id,
        createdAt: now(),
        updatedAt: now(),
        ...particular,
      })
      recordEvents(tx, [{ type: 'endorsement.asked', issuerId: row.ownerId, subjectIds: [row.id] }])
      return answer(row)
    },
    async get(actor, id) {
      const row = await endorsementById(database.queries, id)
      if (row === undefined || hidden(actor, row)) throw notFound('endorsement')
      return answer(row)
    },
    async list(actor, filter, request) {
      const rows = await listEndorsements(database.queries, actor.issuerId, filter, request)
      return page(rows.map(summary), request)
    },
    accept: (actor, id, comment, expected) =>
      change(actor, id, expected, async (tx, row) => {
        if (row.status === 'accepted') return null
        if (!isOpen(row)) throw conflict(`It is ${row.status}, which is for good.`)
        requireSide(actor, row.status === 'offered' ? row.ownerId : row.endorserId)
        if (row.status === 'offered' && comment !== undefined) {
          const detail = 'comment is for the endorser, who offered this endorsement as it is.'
          throw invalid({ field: 'comment', detail })
        }
        const { name, closed } = await subjectOf(tx, row)
        if (closed !== null) throw conflict(closed)
        const at = now()
        if (row.validUntil !== null && row.validUntil <= at) {
          throw conflict('The time that it was to be valid for is over.')
        }
        const said = comment === undefined ? row.comment : comment
        const signed = await signStatement(tx, deps, row, { name, comment: said, at })
        return { ...signed, status: 'accepted' }
      }),
    decline: (actor, id, reason, expected) =>
      change(actor, id, expected, async (_tx, row) => {
        if (row.status === 'declined') return null
        if (!isOpen(row)) throw conflict(`It is ${row.status}; the endorser can revoke it.`)
        return { status: 'declined', sealedReason: sealed(reason) }
      }),
    revoke: (actor, id, reason, expected) =>
      change(actor, id, expected, async (tx, row) => {
        requireSide(actor, row.endorserId ?? row.ownerId)
        if (row.status === 'revoked') return null
        if (row.status !== 'accepted') throw conflict(`It is ${row.status}, not accepted.`)
        // A statement from elsewhere has its status in a list that is not ours.
        if (row.statusListId !== null) await bumpRevision(tx, row.statusListId)
        return { status: 'revoked', revokedAt: now(), sealedReason: sealed(reason) }
      }),
  }
}
