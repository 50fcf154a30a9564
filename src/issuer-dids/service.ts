import { uuidv7 } from 'uuidv7'
import { canonicalDidWeb, didWebDocumentUrl } from '../credentials/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  type FieldProblem,
  invalid,
  notFound,
  Problem,
  rfc3339,
} from '../http/index.ts'
import {
  activeKey,
  documentOfKeys,
  hostedDid,
  type IssuerKeyRow,
  type IssuerRow,
  insertKey,
  issuerById,
  lockIssuer,
  updateIssuer,
  updateKey,
  verificationMethods,
} from '../issuers/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import { missingIn, type WantedMethod } from './live-document.ts'
import type { IssuerDid } from './schema.ts'
import { deletePendingKey, isTaken, keysToPublish, pendingKey } from './store.ts'

/** Identities of issuers under domains of their own: a key signs once the domain has published it. */
export type IssuerDidService = {
  /**
   * Makes a pending key for a did:web, unless there is one.
   * @throws Problem 400 for a DID that cannot be one's own, 409 when another issuer has it or
   *   another one is pending
   */
  claim(tx: Transaction, actor: Actor, issuerId: string, did: string): Promise<Created<IssuerDid>>
  get(actor: Actor, issuerId: string): Promise<IssuerDid>
  /** @throws Problem 409 with a sentence for each thing that the live document lacks */
  verify(actor: Actor, issuerId: string): Promise<IssuerDid>
  /** @throws Problem 404 when nothing is pending */
  giveUp(actor: Actor, issuerId: string): Promise<void>
}

const ACCEPT = 'application/did+json, application/did+ld+json, application/json;q=0.9'

/**
 * @param deps.allowLoopback - whether a domain may be one of this machine, for development
 */
export function createIssuerDidService(deps: {
  database: Database
  custody: KeyCustody
  outbound: OutboundClient
  publicUrl: string
  allowLoopback: boolean
  now: () => Date
}): IssuerDidService {
  const { database, custody, outbound, publicUrl, allowLoopback, now } = deps

  /** The DID in the form that we keep. */
  function checked(did: string): string {
    const refuse = (detail: string) => invalid({ field: 'did', detail })
    const canonical = canonicalDidWeb(did)
    if (canonical === null) {
      throw refuse('did must be a did:web of a domain name, such as did:web:badges.town.example.')
    }
    const { host, hostname } = new URL(didWebDocumentUrl(canonical) as string)
    if (!allowLoopback && /(^|\.)localhost$/.test(hostname)) {
      throw refuse('did must be a did:web of a domain that the world can reach.')
    }
    if (host === new URL(publicUrl).host) {
      throw refuse('did must be of a domain of your own: this service publishes here itself.')
    }
    return canonical
  }

  async function found(db: Queries, actor: Actor, issuerId: string): Promise<IssuerRow> {
    requireVisible(actor, issuerId)
    const issuer = await issuerById(db, issuerId)
    if (issuer === undefined) throw notFound('issuer')
    return issuer
  }

  async function locked(tx: Transaction, actor: Actor, issuerId: string): Promise<IssuerRow> {
    requireVisible(actor, issuerId)
    const issuer = await lockIssuer(tx, issuerId)
    if (issuer === undefined) throw notFound('issuer')
    return issuer
  }

  async function stateOf(db: Queries, issuer: IssuerRow): Promise<IssuerDid> {
    const pending = await pendingKey(db, issuer.id)
    const did = pending?.did ?? issuer.did
    const published = isOwnDomain(did, issuer.id, publicUrl)
      ? documentOfKeys(did, await keysToPublish(db, issuer.id, did))
      : null
    return {
      id: issuer.id,
      did: issuer.did,
      pending:
        pending === undefined
          ? null
          : {
              did: pending.did,
              keyNumber: pending.number,
              publicKeyMultibase: pending.publicKeyMultibase as string,
              createdAt: rfc3339(pending.createdAt),
            },
      document: published,
      documentUrl: published === null ? null : didWebDocumentUrl(did),
    }
  }

  async function liveDocument(url: string): Promise<unknown> {
    try {
      return requireOk(await outbound.get(url, { accept: ACCEPT })).json()
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error
      throw unpublished(url, [{ field: 'document', detail: error.message }])
    }
  }

  return {
    async claim(tx, actor, issuerId, text) {
      const did = checked(text)
      const issuer = await locked(tx, actor, issuerId)
      const location = `/v1/issuers/${issuerId}/did`
      const pending = await pendingKey(tx, issuerId)
      if (pending !== undefined && pending.did !== did) {
        throw conflict(`There is a pending key for ${pending.did}: give it up first.`, 'did')
      }
      if (await isTaken(tx, issuerId, did)) {
        throw conflict('This DID belongs to another issuer here.', 'did')
      }
      if (pending === undefined) {
        const key = await custody.make('Ed25519')
        const its = { id: uuidv7(), issuerId, did, state: 'pending', createdAt: now() }
        await insertKey(tx, publicUrl, { ...its, ...key })
      }
      const resource = await stateOf(tx, issuer)
      return { resource, revision: issuer.revision, isNew: pending === undefined, location }
    },
    async get(actor, issuerId) {
      const issuer = await found(database.queries, actor, issuerId)
      return stateOf(database.queries, issuer)
    },
    async verify(actor, issuerId) {
      const issuer = await found(database.queries, actor, issuerId)
      const pending = await pendingKey(database.queries, issuerId)
      if (pending === undefined) throw conflict('There is no pending key to look for.')
      const url = didWebDocumentUrl(pending.did) as string
      const document = await liveDocument(url)
      const keys = await keysToPublish(database.queries, issuerId, pending.did)
      const missing = missingIn(
        document,
        pending.did,
        wantedMethods(keys, pending, issuer),
        compromised(keys),
      )
      if (missing.length > 0) throw unpublished(url, missing)
      return database.transaction(async (tx) => {
        const current = await locked(tx, actor, issuerId)
        // What was looked for may have been given up in the meantime.
        if ((await pendingKey(tx, issuerId))?.id !== pending.id) {
          throw conflict('The pending key was given up or is another one now.')
        }
        if (await isTaken(tx, issuerId, pending.did)) {
          throw conflict('This DID belongs to another issuer here.')
        }
        const at = now()
        const before = await activeKey(tx, issuerId, 'Ed25519')
        if (before !== undefined) {
          await updateKey(tx, before.id, { state: 'retired', retiredAt: at })
        }
        await updateKey(tx, pending.id, { state: 'active' })
        const changes = { did: pending.did, updatedAt: at, revision: current.revision + 1 }
        return stateOf(tx, await updateIssuer(tx, issuerId, changes))
      })
    },
    giveUp: (actor, issuerId) =>
      database.transaction(async (tx) => {
        await locked(tx, actor, issuerId)
        if ((await pendingKey(tx, issuerId)) === undefined) throw notFound('pending DID')
        await deletePendingKey(tx, issuerId)
      }),
  }
}

function requireVisible(actor: Actor, id: string): void {
  if (actor.issuerId !== null && actor.issuerId !== id) throw notFound('issuer')
}

/** Whether somebody else than this service publishes the document of a DID. */
function isOwnDomain(did: string, issuerId: string, publicUrl: string): boolean {
  return did.startsWith('did:web:') && did !== hostedDid(publicUrl, issuerId)
}

/**
 * The new key in every form that the issuer's proofs name, and those that signed before: what they
 * signed would no longer verify without them.
 */
function wantedMethods(
  keys: IssuerKeyRow[],
  pending: IssuerKeyRow,
  issuer: IssuerRow,
): WantedMethod[] {
  return keys
    .filter(({ did, state }) => did === pending.did && state !== 'compromised')
    .flatMap((key) => {
      const { publicKeyMultibase } = key
      if (publicKeyMultibase === null) return []
      const [main = '', older = ''] = verificationMethods(key)
      const multikey = { id: main, type: 'Multikey', publicKeyMultibase }
      const isNamedSo = key.id === pending.id && issuer.proofSuites.includes('Ed25519Signature2020')
      const type = 'Ed25519VerificationKey2020'
      return isNamedSo ? [multikey, { id: older, type, publicKeyMultibase }] : [multikey]
    })
}

function compromised(keys: IssuerKeyRow[]): string[] {
  return keys
    .filter(({ state }) => state === 'compromised')
    .flatMap(({ publicKeyMultibase }) => publicKeyMultibase ?? [])
}

function unpublished(url: string, errors: FieldProblem[]): Problem {
  return new Problem(
    'conflict',
    `The live document at ${url} does not let the pending key sign. ${errors.map(({ detail }) => detail).join(' ')}`,
    { errors },
  )
}
