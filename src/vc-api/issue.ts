import { uuidv7 } from 'uuidv7'
import {
  isObject,
  isOpenBadge,
  type JsonObject,
  statusEntry,
  valuesOf,
  withContextsFor,
} from '../credentials/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { type Actor, type Created, conflict } from '../http/index.ts'
import {
  type IssuerRow,
  type IssuerSigning,
  issuerByDid,
  type ProofSuite,
} from '../issuers/index.ts'
import {
  type StatusPurpose,
  type StatusReservations,
  statusListUrl,
} from '../status-lists/index.ts'
import type { VerificationService } from '../verifications/index.ts'
import { refuseMalformed, refuseUnverifiable } from './issuable.ts'
import type { IssueRequest, StatusWish } from './issue-schema.ts'
import { refusal } from './problem.ts'
import { insertStatuses } from './store.ts'
import { creationTime, suitesAsked } from './suites.ts'

export type Issuing = {
  database: Database
  verifications: Pick<VerificationService, 'within'>
  signing: IssuerSigning
  reservations: StatusReservations
  publicUrl: string
  now: () => Date
}

/** A credential that can be signed, by whom and how. */
export type Issuable = {
  unsigned: JsonObject
  issuer: Pick<IssuerRow, 'id' | 'did'>
  suites: readonly ProofSuite[]
  created: Date
  occasion: { challenge?: string; domain?: string }
  purposes: StatusPurpose[]
  /** What the issuer calls it, and which member says so. */
  credentialId: string | null
  calledBy: string
}

/**
 * Everything that is to be found out about a credential before it is signed.
 *
 * @throws VcApiProblem naming what is wrong, Problem 409 for an archived issuer. An issuer that is not
 *   the caller's is refused like one that does not exist.
 */
export async function toBeIssued(
  deps: Issuing,
  actor: Actor,
  { credential: given, options = {} }: IssueRequest,
): Promise<Issuable> {
  const credential = given as JsonObject
  const asked = suitesAsked(options)
  const created = creationTime(options, deps.now())
  refuseMalformed(credential, deps.publicUrl)
  const purposes = purposesOf(credential, options.credentialStatus)
  const issuer = await issuerOf(deps.database, actor, credential.issuer)
  const suites = asked ?? (issuer.proofSuites as ProofSuite[])
  const unsigned = withContextsFor(credential, { suites, status: purposes.length > 0 })
  await refuseUnverifiable(unsigned, deps.verifications)
  const { challenge, domain, credentialId } = options
  return {
    unsigned,
    issuer,
    suites,
    created,
    occasion: {
      ...(challenge !== undefined && { challenge }),
      ...(domain !== undefined && { domain }),
    },
    purposes,
    credentialId: credentialId ?? (credential.id as string | undefined) ?? null,
    calledBy: credentialId === undefined ? 'credential.id' : 'options.credentialId',
  }
}

/**
 * Signs a credential. What has a place in a status list is noted by that place and by what the issuer
 * calls it, so that its status can be set; the credential itself is not kept.
 *
 * @throws Problem 409 when the issuer has called another credential with a status the same
 */
export async function issue(
  tx: Transaction,
  { signing, reservations, publicUrl, now }: Issuing,
  issuable: Issuable,
): Promise<Created<{ id: string; verifiableCredential: JsonObject }>> {
  const { unsigned, issuer, suites, created, occasion, purposes, credentialId, calledBy } = issuable
  const signer = await signing.signerOf(tx, issuer.id)
  if (signer === undefined || signer.did !== issuer.did) throw notTheCallers(unsigned.issuer)
  const places = await Promise.all(
    purposes.map(async (purpose) => ({
      purpose,
      ...(await reservations.next(signer.issuer, purpose)),
    })),
  )
  const areNew = await insertStatuses(
    tx,
    places.map(({ purpose, statusListId, index: statusListIndex }) => ({
      ...{ id: uuidv7(), issuerId: issuer.id, credentialId, createdAt: now() },
      ...{ purpose, statusListId, statusListIndex },
    })),
  )
  if (!areNew)
    throw conflict('A credential with a status was issued under this id before.', calledBy)
  const entries = places.map(({ purpose, statusListId, index }) =>
    statusEntry({
      statusListCredential: statusListUrl(publicUrl, statusListId),
      statusListIndex: index,
      statusPurpose: purpose,
    }),
  )
  const statuses = [...valuesOf(unsigned.credentialStatus), ...entries]
  const verifiableCredential = await signer.sign(
    {
      ...unsigned,
      ...(entries.length > 0 && { credentialStatus: statuses.length > 1 ? statuses : statuses[0] }),
    },
    created,
    suites,
    occasion,
  )
  return { resource: { id: uuidv7(), verifiableCredential }, revision: 1, unkept: true }
}

/** The issuer that a credential names, when the caller may sign for it. */
async function issuerOf(database: Database, actor: Actor, issuer: unknown): Promise<IssuerRow> {
  const did = isObject(issuer) ? issuer.id : issuer
  const row = await issuerByDid(database.queries, String(did))
  if (row === undefined || (actor.issuerId !== null && actor.issuerId !== row.id)) {
    throw notTheCallers(issuer)
  }
  if (row.archivedAt !== null) {
    throw conflict('The issuer is archived and signs no more.', 'credential.issuer')
  }
  return row
}

function notTheCallers(issuer: unknown) {
  const field = isObject(issuer) ? 'credential.issuer.id' : 'credential.issuer'
  const detail = `${field} must be the DID of an issuer that this API key may sign for.`
  return refusal('MALFORMED_VALUE_ERROR', { field, detail })
}

/** What the places in status lists that a caller asks for are to be for. */
function purposesOf(
  credential: JsonObject,
  wishes: StatusWish | StatusWish[] | undefined,
): StatusPurpose[] {
  const purposes = [wishes ?? []].flat().map(({ statusPurpose = 'revocation' }) => statusPurpose)
  const field = 'options.credentialStatus'
  if (new Set(purposes).size < purposes.length) {
    const detail = `${field} asks for two entries with the same statusPurpose.`
    throw refusal('MALFORMED_VALUE_ERROR', { field, detail })
  }
  const all = valuesOf(credential.credentialStatus).length + purposes.length
  if (purposes.length > 0 && all > 1 && isOpenBadge(credential)) {
    const detail = `${field}: an Open Badge has one status entry only.`
    throw refusal('MALFORMED_VALUE_ERROR', { field, detail })
  }
  return purposes
}
