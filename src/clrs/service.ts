import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { clrCredential, type JsonObject, unsignedPresentation } from '../credentials/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  lifecycleOf,
  notFound,
  type Page,
  type PageRequest,
  page,
  rfc3339,
  type Versioned,
} from '../http/index.ts'
import { type IssuerSigner, type IssuerSigning, issuerProfile } from '../issuers/index.ts'
import type { LearnerService } from '../learners/index.ts'
import { bumpRevision, type StatusReservations, statusListUrl } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import { type Pick, type Picking, picked } from './picks.ts'
import type { Clr, ClrSummary, NewClr } from './schema.ts'
import {
  type ClrRow,
  type ClrSummaryRow,
  clrById,
  insertClr,
  listClrs,
  lockClr,
  revokeClr,
} from './store.ts'

/** What a record is called that nobody named. */
const UNNAMED = 'Learner record'

/**
 * A learner's own records: signed by an issuer over the credentials that the learner picked, and
 * seen by nobody but whom the learner gives them to.
 */
export type ClrService = {
  /** @throws Problem naming the pick, or the issuer, that cannot be */
  create(tx: Transaction, actor: Actor, learnerId: string, input: NewClr): Promise<Created<Clr>>
  /** The picks as a presentation that nobody has signed yet. */
  present(actor: Actor, learnerId: string, assertionIds: string[]): Promise<JsonObject>
  get(actor: Actor, learnerId: string, id: string): Promise<Versioned<Clr>>
  /** Oldest first. */
  list(actor: Actor, learnerId: string, request: PageRequest): Promise<Page<ClrSummary>>
  /** Revokes a record for good. Doing so again changes nothing. */
  revoke(actor: Actor, learnerId: string, id: string): Promise<void>
}

/**
 * @param deps.clrIssuerId - who signs where nobody else is named
 */
export function createClrService(
  deps: Picking & {
    database: Database
    vault: Vault
    signing: IssuerSigning
    reservations: StatusReservations
    learners: { areKnown: LearnerService['areKnown'] }
    publicUrl: string
    clrIssuerId: string | undefined
  },
): ClrService {
  const { database, vault, signing, reservations, learners, publicUrl, now, clrIssuerId } = deps

  /** Refuses whoever may not know of the learner. */
  async function requireLearner(db: Queries, actor: Actor, learnerId: string): Promise<void> {
    const asked = { issuerId: actor.issuerId, learnerId }
    const [isKnown] = await learners.areKnown(db, [asked])
    if (!isKnown || (actor.learnerId !== null && actor.learnerId !== learnerId)) {
      throw notFound('learner')
    }
  }

  /** A key of an issuer knows of what the issuer signed. */
  function visible<Row extends ClrSummaryRow>(actor: Actor, row: Row | undefined): Row {
    const isTheirs = actor.issuerId === null || actor.issuerId === row?.issuerId
    if (row === undefined || !isTheirs) throw notFound('learner record', 'clrId')
    return row
  }

  const summary = (row: ClrSummaryRow): ClrSummary => ({
    id: row.id,
    learnerId: row.learnerId,
    issuerId: row.issuerId,
    name: vault.open(row.sealedTitle, 'clr-title').toString(),
    assertionIds: row.assertionIds,
    status: row.revokedAt === null ? 'active' : 'revoked',
    revokedAt: row.revokedAt === null ? null : rfc3339(row.revokedAt),
    ...lifecycleOf(row),
  })
  const whole = (row: ClrRow): Versioned<Clr> => ({
    resource: {
      ...summary(row),
      credential: JSON.parse(vault.open(row.sealedDocument, 'clr-document').toString()),
    },
    revision: row.revision,
  })

  /** Who signs a record of these picks. */
  async function signerOf(
    tx: Transaction,
    actor: Actor,
    picks: readonly Pick[],
    wanted: string | undefined,
  ): Promise<IssuerSigner> {
    const own = picks.map(({ issuerId }) => issuerId)
    const issuerId = wanted ?? actor.issuerId ?? clrIssuerId ?? own[0] ?? ''
    const isBound = actor.issuerId !== null && actor.issuerId !== issuerId
    const isForLearner =
      actor.learnerId === null || issuerId === clrIssuerId || own.includes(issuerId)
    const signer = isForLearner && !isBound ? await signing.signerOf(tx, issuerId) : undefined
    if (signer === undefined) throw notFound('issuer', 'issuerId')
    if (signer.issuer.archivedAt !== null) {
      throw conflict('The issuer is archived and signs no more.', 'issuerId')
    }
    return signer
  }

  return {
    async create(tx, actor, learnerId, { assertionIds, name = UNNAMED, issuerId }) {
      await requireLearner(tx, actor, learnerId)
      const picks = await picked(tx, deps, { actor, learnerId }, assertionIds)
      const signer = await signerOf(tx, actor, picks, issuerId)
      const place = await reservations.next(signer.issuer, 'revocation')
      const at = now()
      const credentialId = `urn:uuid:${randomUUID()}`
      const unsigned = clrCredential({
        id: credentialId,
        // An issuer does not sign what a learner writes.
        name: actor.learnerId === null ? name : UNNAMED,
        issuer: issuerProfile(signer.issuer),
        subjectId: `urn:uuid:${randomUUID()}`,
        credentials: picks.map(({ credential }) => credential),
        status: {
          statusListCredential: statusListUrl(publicUrl, place.statusListId),
          statusListIndex: place.index,
          statusPurpose: 'revocation',
        },
        validFrom: at,
        ed25519Signature2020: signer.suites.includes('Ed25519Signature2020'),
      })
      const signed = JSON.stringify(await signer.sign(unsigned, at))
      const [id, statusId] = [uuidv7(), uuidv7()]
      const times = { createdAt: at, updatedAt: at }
      await insertClr(tx, {
        clr: {
          ...{ id, learnerId, issuerId: signer.issuer.id, issuerKeyId: signer.keyId, statusId },
          sealedTitle: vault.seal(name, 'clr-title'),
          sealedDocument: vault.seal(signed, 'clr-document'),
          ...times,
        },
        status: {
          ...{ id: statusId, issuerId: signer.issuer.id, credentialId, createdAt: at },
          ...{ purpose: 'revocation', statusListId: place.statusListId },
          statusListIndex: place.index,
        },
        assertionIds,
      })
      recordEvents(tx, [{ type: 'clr.issued', issuerId: signer.issuer.id, subjectIds: [id] }])
      const row = (await clrById(tx, id, learnerId)) as ClrRow
      return { ...whole(row), location: `/v1/learners/${learnerId}/clrs/${id}` }
    },
    async present(actor, learnerId, assertionIds) {
      await requireLearner(database.queries, actor, learnerId)
      const picks = await picked(database.queries, deps, { actor, learnerId }, assertionIds)
      return unsignedPresentation(picks.map(({ credential }) => credential))
    },
    async get(actor, learnerId, id) {
      await requireLearner(database.queries, actor, learnerId)
      return whole(visible(actor, await clrById(database.queries, id, learnerId)))
    },
    async list(actor, learnerId, request) {
      await requireLearner(database.queries, actor, learnerId)
      const of = { learnerId, issuerId: actor.issuerId }
      return page((await listClrs(database.queries, of, request)).map(summary), request)
    },
    async revoke(actor, learnerId, id) {
      await requireLearner(database.queries, actor, learnerId)
      await database.transaction(async (tx) => {
        const row = visible(actor, await lockClr(tx, id, learnerId))
        if (row.revokedAt !== null && row.archivedAt !== null) return
        const at = now()
        await revokeClr(tx, row, actor.id, at)
        await bumpRevision(tx, row.statusListId)
        recordEvents(tx, [{ type: 'clr.revoked', issuerId: row.issuerId, subjectIds: [id] }])
      })
    },
  }
}
