import type { AssertionService, AssertionSummary } from '../assertions/index.ts'
import { seedFromText } from '../credentials/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  page,
  rfc3339,
} from '../http/index.ts'
import {
  activeKey,
  addKey,
  type IssuerKeyRow,
  type IssuerRow,
  isKnownKey,
  isOwnDomain,
  type KeyAlgorithm,
  type KeyState,
  keyUrl,
  listKeys,
  lockIssuer,
  updateKey,
  verificationMethods,
} from '../issuers/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { bumpListsOf } from '../status-lists/index.ts'
import type { Vault } from '../vault.ts'
import { findIssuer, findKey, requireVisible } from './finding.ts'
import type { IssuerKey, NewKey } from './schema.ts'

/** Keys of issuers. What an actor may not see of other issuers is a 404. */
export type IssuerKeyService = {
  /**
   * Rotation: makes or imports the key that signs from now on, and retires the one before. An
   * issuer whose DID is a did:key gets a new DID with it.
   *
   * @throws Problem 400 naming `seed`, 409 when the seed was used before or the key has to be
   *   published by the issuer first
   */
  rotate(
    tx: Transaction,
    actor: Actor,
    issuerId: string,
    input: NewKey,
  ): Promise<Created<IssuerKey>>
  get(actor: Actor, issuerId: string, number: number): Promise<IssuerKey>
  /** In the order of their numbers. */
  list(actor: Actor, issuerId: string, request: PageRequest): Promise<Page<IssuerKey>>
  /**
   * Declares a key compromised, for good: nothing that it signed verifies any more. An active key
   * is replaced, except one for VC-JWTs of a domain of the issuer's own, which has to publish the
   * next one first. Doing so again changes nothing.
   *
   * @throws Problem 409 when the key is pending: its domain never said that it is the issuer's
   */
  compromise(actor: Actor, issuerId: string, number: number, reason: string): Promise<IssuerKey>
  /** What a key signed: credentials, or the VC-JWTs that are served now. */
  assertions(
    actor: Actor,
    issuerId: string,
    number: number,
    request: PageRequest,
  ): Promise<Page<AssertionSummary>>
}

/**
 * @param deps.publicUrl - origin of did:web identities and of the URLs of keys
 */
export function createIssuerKeyService(deps: {
  database: Database
  vault: Vault
  custody: KeyCustody
  publicUrl: string
  now: () => Date
  assertions: AssertionService
}): IssuerKeyService {
  const { database, vault, custody, publicUrl, now } = deps

  const toKey = (row: IssuerKeyRow): IssuerKey => ({
    id: row.id,
    number: row.number,
    algorithm: row.algorithm as KeyAlgorithm,
    state: row.state as KeyState,
    did: row.did,
    verificationMethods: verificationMethods(row).filter((one) => one !== undefined),
    kid: row.publicJwk === null ? null : keyUrl(publicUrl, row),
    publicKeyMultibase: row.publicKeyMultibase,
    publicJwk: row.publicJwk as Record<string, unknown> | null,
    createdAt: rfc3339(row.createdAt),
    retiredAt: row.retiredAt === null ? null : rfc3339(row.retiredAt),
    compromisedAt: row.compromisedAt === null ? null : rfc3339(row.compromisedAt),
    compromiseReason:
      row.sealedCompromiseReason === null
        ? null
        : vault.open(row.sealedCompromiseReason, 'key-compromise-reason').toString(),
  })

  async function locked(tx: Transaction, actor: Actor, issuerId: string): Promise<IssuerRow> {
    requireVisible(actor, issuerId)
    const issuer = await lockIssuer(tx, issuerId)
    if (issuer === undefined) throw notFound('issuer')
    return issuer
  }

  function refuseOwnDomain({ id, did }: IssuerRow): void {
    if (!isOwnDomain(publicUrl, id, did)) return
    throw conflict(
      'This issuer signs as its own domain, which has to publish a key before it can sign: ask for one with POST /v1/issuers/{id}/did.',
    )
  }

  return {
    async rotate(tx, actor, issuerId, { algorithm = 'Ed25519', seed }) {
      const bytes = seedOf(algorithm, seed)
      refuseOwnDomain(await findIssuer(tx, actor, issuerId))
      // Before anything is locked: an RSA key takes a while.
      const key = await custody.make(algorithm, bytes)
      const issuer = await locked(tx, actor, issuerId)
      refuseOwnDomain(issuer)
      if (key.publicKeyMultibase !== null && (await isKnownKey(tx, key.publicKeyMultibase))) {
        throw conflict('This key has been used before.', 'seed')
      }
      const before = await activeKey(tx, issuerId, algorithm)
      if (before !== undefined) {
        await updateKey(tx, before.id, { state: 'retired', retiredAt: now() })
      }
      const row = await addKey(tx, issuer, key, { publicUrl, at: now() })
      recordEvents(tx, [{ type: 'issuer-key.rotated', issuerId, subjectIds: [row.id] }])
      return {
        resource: toKey(row),
        revision: 1,
        location: `/v1/issuers/${issuerId}/keys/${row.number}`,
      }
    },
    get: async (actor, issuerId, number) =>
      toKey(await findKey(database.queries, actor, issuerId, number)),
    async list(actor, issuerId, request) {
      await findIssuer(database.queries, actor, issuerId)
      return page((await listKeys(database.queries, issuerId, request)).map(toKey), request)
    },
    compromise: (actor, issuerId, number, reason) =>
      database.transaction(async (tx) => {
        const issuer = await locked(tx, actor, issuerId)
        const row = await findKey(tx, actor, issuerId, number, true)
        if (row.state === 'compromised') return toKey(row)
        // Anybody can have a pending key for any domain, so nothing may be said of the domain by it.
        if (row.state === 'pending') {
          throw conflict('This key never signed; give it up with DELETE /v1/issuers/{id}/did.')
        }
        const compromised = await updateKey(tx, row.id, {
          state: 'compromised',
          compromisedAt: now(),
          sealedCompromiseReason: vault.seal(reason, 'key-compromise-reason'),
        })
        const algorithm = row.algorithm as KeyAlgorithm
        const own = isOwnDomain(publicUrl, issuer.id, issuer.did)
        // For VC-JWTs a domain has keys of two algorithms, and has to publish others first.
        if (row.state === 'active' && !(own && algorithm !== 'Ed25519')) {
          const next = await custody.make(algorithm)
          await addKey(tx, issuer, next, { publicUrl, at: now() })
          if (own) await retireJwtKeys(tx, issuerId, now())
        }
        if (algorithm === 'Ed25519') await bumpListsOf(tx, issuerId)
        recordEvents(tx, [{ type: 'issuer-key.compromised', issuerId, subjectIds: [row.id] }])
        return toKey(compromised)
      }),
    async assertions(actor, issuerId, number, request) {
      const { id, algorithm } = await findKey(database.queries, actor, issuerId, number)
      const filter = algorithm === 'Ed25519' ? { issuerKeyId: id } : { jwtKeyId: id }
      return deps.assertions.list(actor, { issuerId, ...filter }, { ...request, archived: true })
    },
  }
}

/** Those of a domain that the issuer no longer signs as sign nothing as another identity. */
async function retireJwtKeys(tx: Transaction, issuerId: string, at: Date): Promise<void> {
  for (const algorithm of ['RS256', 'ES256'] as const) {
    const key = await activeKey(tx, issuerId, algorithm)
    if (key !== undefined) await updateKey(tx, key.id, { state: 'retired', retiredAt: at })
  }
}

function seedOf(algorithm: KeyAlgorithm, text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined
  const seed = seedFromText(text)
  if (algorithm === 'Ed25519' && seed !== null) return seed
  throw invalid({
    field: 'seed',
    detail:
      algorithm === 'Ed25519'
        ? 'seed must be 32 bytes in hex, base64 or base64url, or a secretKeyMultibase.'
        : 'seed is for Ed25519 keys only.',
  })
}
