import { uuidv7 } from 'uuidv7'
import { canonicalDidWeb, didWebDocumentUrl, type JsonObject } from '../credentials/index.ts'
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
  type IssuerKeyRow,
  type IssuerRow,
  insertKey,
  isOwnDomain,
  issuerById,
  type KeyAlgorithm,
  lockIssuer,
  updateIssuer,
  updateKey,
  verificationMethods,
} from '../issuers/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { type OutboundClient, OutboundError, requireOk } from '../outbound/index.ts'
import { missingIn, type PublicKey, type WantedMethod } from './live-document.ts'
import type { IssuerDid } from './schema.ts'
import { deletePendingKeys, isTaken, keysToPublish, pendingKeys } from './store.ts'

/** Identities of issuers under domains of their own: keys sign once the domain has published them. */
export type IssuerDidService = {
  /**
   * Makes pending keys for a did:web, one of each algorithm, unless there are.
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

/** Of all that the issuer may be set to sign with, so that a change of its settings needs no more. */
const ALGORITHMS: readonly KeyAlgorithm[] = ['Ed25519', 'RS256', 'ES256']
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
    const pending = await pendingKeys(db, issuer.id)
    const main = pending.find(({ publicKeyMultibase }) => publicKeyMultibase !== null)
    const did = main?.did ?? issuer.did
    const published = isOwnDomain(publicUrl, issuer.id, did)
      ? documentOfKeys(did, await keysToPublish(db, issuer.id, did))
      : null
    return {
      id: issuer.id,
      did: issuer.did,
      pending:
        main === undefined
          ? null
          : {
              did,
              keyNumber: main.number,
              keyNumbers: pending.map(({ number }) => number),
              publicKeyMultibase: main.publicKeyMultibase as string,
              createdAt: rfc3339(main.createdAt),
            },
      document: published,
      documentUrl: published === null ? null : didWebDocumentUrl(did),
    }
  }

  /** The algorithms that a claim still needs keys of. */
  async function lacking(tx: Transaction, issuerId: string, did: string): Promise<KeyAlgorithm[]> {
    const pending = await pendingKeys(tx, issuerId)
    const other = pending.find((key) => key.did !== did)
    if (other !== undefined) {
      throw conflict(`There is a pending key for ${other.did}: give it up first.`, 'did')
    }
    if (await isTaken(tx, issuerId, did)) {
      throw conflict('This DID belongs to another issuer here.', 'did')
    }
    return ALGORITHMS.filter((one) => !pending.some(({ algorithm }) => algorithm === one))
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
      await found(tx, actor, issuerId)
      const wanted = await lacking(tx, issuerId, did)
      // Before anything is locked: an RSA key takes a while.
      const keys = await Promise.all(wanted.map((algorithm) => custody.make(algorithm)))
      const issuer = await locked(tx, actor, issuerId)
      const still = await lacking(tx, issuerId, did)
      for (const key of keys.filter(({ algorithm }) => still.includes(algorithm))) {
        const its = { id: uuidv7(), issuerId, did, state: 'pending', createdAt: now() }
        await insertKey(tx, publicUrl, { ...its, ...key })
      }
      const resource = await stateOf(tx, issuer)
      const location = `/v1/issuers/${issuerId}/did`
      return { resource, revision: issuer.revision, isNew: still.length > 0, location }
    },
    async get(actor, issuerId) {
      const issuer = await found(database.queries, actor, issuerId)
      return stateOf(database.queries, issuer)
    },
    async verify(actor, issuerId) {
      const issuer = await found(database.queries, actor, issuerId)
      const pending = await pendingKeys(database.queries, issuerId)
      const [first] = pending
      if (first === undefined) throw conflict('There is no pending key to look for.')
      const { did } = first
      const url = didWebDocumentUrl(did) as string
      const document = await liveDocument(url)
      const keys = await keysToPublish(database.queries, issuerId, did)
      const missing = missingIn(document, did, wantedMethods(keys, issuer), compromised(keys))
      if (missing.length > 0) throw unpublished(url, missing)
      return database.transaction(async (tx) => {
        const current = await locked(tx, actor, issuerId)
        // What was looked for may have been given up in the meantime.
        if (idsOf(await pendingKeys(tx, issuerId)) !== idsOf(pending)) {
          throw conflict('The pending keys were given up or are others now.')
        }
        if (await isTaken(tx, issuerId, did)) {
          throw conflict('This DID belongs to another issuer here.')
        }
        const at = now()
        for (const { id, algorithm } of pending) {
          const before = await activeKey(tx, issuerId, algorithm as KeyAlgorithm)
          if (before !== undefined) {
            await updateKey(tx, before.id, { state: 'retired', retiredAt: at })
          }
          await updateKey(tx, id, { state: 'active' })
        }
        const changes = { did, updatedAt: at, revision: current.revision + 1 }
        return stateOf(tx, await updateIssuer(tx, issuerId, changes))
      })
    },
    giveUp: (actor, issuerId) =>
      database.transaction(async (tx) => {
        await locked(tx, actor, issuerId)
        if ((await pendingKeys(tx, issuerId)).length === 0) throw notFound('pending DID')
        await deletePendingKeys(tx, issuerId)
      }),
  }
}

function requireVisible(actor: Actor, id: string): void {
  if (actor.issuerId !== null && actor.issuerId !== id) throw notFound('issuer')
}

/**
 * The new keys in every form that the issuer's proofs name, and those that signed before: what they
 * signed would no longer verify without them.
 */
function wantedMethods(keys: IssuerKeyRow[], issuer: IssuerRow): WantedMethod[] {
  return keys
    .filter(({ state }) => state !== 'compromised')
    .flatMap((key): WantedMethod[] => {
      const { publicKeyMultibase } = key
      const [main = '', older = ''] = verificationMethods(key)
      if (publicKeyMultibase === null) {
        return [{ id: main, type: 'JsonWebKey', publicKeyJwk: key.publicJwk as JsonObject }]
      }
      const multikey = { id: main, type: 'Multikey', publicKeyMultibase }
      const isNamedSo =
        key.state === 'pending' && issuer.proofSuites.includes('Ed25519Signature2020')
      const type = 'Ed25519VerificationKey2020'
      return isNamedSo ? [multikey, { id: older, type, publicKeyMultibase }] : [multikey]
    })
}

function compromised(keys: IssuerKeyRow[]): PublicKey[] {
  return keys
    .filter(({ state }) => state === 'compromised')
    .map(({ publicKeyMultibase, publicJwk }) =>
      publicKeyMultibase === null
        ? { publicKeyJwk: publicJwk as JsonObject }
        : { publicKeyMultibase },
    )
}

function idsOf(keys: IssuerKeyRow[]): string {
  return keys.map(({ id }) => id).join()
}

function unpublished(url: string, errors: FieldProblem[]): Problem {
  return new Problem(
    'conflict',
    `The live document at ${url} does not let the pending keys sign. ${errors.map(({ detail }) => detail).join(' ')}`,
    { errors },
  )
}
