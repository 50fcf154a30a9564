import type { JWK } from 'jose'
import { uuidv7 } from 'uuidv7'
import { type JsonObject, signCredentialJwt } from '../credentials/index.ts'
import type { Database, Queries } from '../db/index.ts'
import { Problem } from '../http/index.ts'
import {
  addKey,
  type IssuerKeyRow,
  insertKey,
  isOwnDomain,
  type JwtAlgorithm,
  type KeyState,
  keyByNumber,
  lockIssuer,
} from '../issuers/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { didsOf, jwksVersion, jwtOf, soundJwks, soundJwtKeys, storeJwt } from './store.ts'

/** A key for VC-JWTs as verification wants it: whose it is, and whether it may be believed. */
export type OwnJwtKey = {
  /** The public key, with `kid`, `alg` and `use`. */
  jwk: JWK
  /** The identities that its issuer has or had: the `iss` that it may sign for. */
  issuerDids: string[]
  state: KeyState
}

/** Credentials as VC-JWTs (Open Badges 3.0, section 8.2), and the keys for them. */
export type CredentialJwts = {
  /**
   * The VC-JWT of a credential: made at the first request, from the credential without its proof,
   * and from then on the same; made anew only when the key that signed it was compromised.
   * Undefined when there is no such credential. It is not for everybody: one may be hidden.
   */
  credentialJwt(publicId: string): Promise<string | undefined>
  /**
   * The key behind a `kid` that is an URL of ours, from the database; undefined for all others.
   * It may be compromised: see `state`.
   */
  ownJwtKey(kid: string): Promise<OwnJwtKey | undefined>
  /** The JWK that is served for a key; undefined when there is none. */
  publicJwk(issuerId: string, number: number): Promise<Pick<OwnJwtKey, 'jwk' | 'state'> | undefined>
  /**
   * The JWK Set (RFC 7517, section 5) of all issuers, as text. A key is in it before anything
   * that it signed is served.
   */
  keySet(): Promise<string>
}

const KEY_PATH = /^\/issuers\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/keys\/([1-9]\d{0,8})$/
/** A key that is compromised in between cannot have its token stored; that it happens twice is absurd. */
const ATTEMPTS = 5

/** A key for VC-JWTs of one of the identities that an issuer has or had. */
type WantedKey = {
  issuerId: string
  /** The identity that the issuer has now. */
  issuerDid: string
  did: string
  algorithm: JwtAlgorithm
}

/**
 * {@link CredentialJwts} that are signed at their first request, by keys in `custody`, and stay as
 * they are.
 */
export function createCredentialJwts(deps: {
  database: Database
  custody: KeyCustody
  publicUrl: string
  now: () => Date
}): CredentialJwts {
  const { database, custody, publicUrl, now } = deps
  const firstKeys = new Map<string, Promise<IssuerKeyRow>>()
  let keySet: { text: Promise<string>; version: string } | undefined

  const isOwn = (issuerId: string, did: string) => isOwnDomain(publicUrl, issuerId, did)

  /**
   * The key that signs for one of the identities of an issuer, if there is one. A domain of its own
   * is signed for only by keys that it has published, by any algorithm rather than not at all; what
   * the issuer was before it has one goes on with the last key of that.
   */
  async function knownKey(db: Queries, wanted: WantedKey): Promise<IssuerKeyRow | undefined> {
    const { issuerId, issuerDid, did, algorithm } = wanted
    const own = isOwn(issuerId, did)
    const keys = (await soundJwtKeys(db, issuerId)).filter((key) =>
      own ? key.did === did : !isOwn(issuerId, key.did),
    )
    const fitting = keys.filter((key) => key.algorithm === algorithm)
    if (own) return fitting[0] ?? keys[0]
    return isOwn(issuerId, issuerDid) ? fitting[0] : fitting.find(({ state }) => state === 'active')
  }

  /**
   * The key that signs for an identity, made now if this is the first time.
   * @throws Problem 404 when a domain of its own has to publish one first
   */
  async function signingKeyOf(wanted: WantedKey): Promise<IssuerKeyRow> {
    const { issuerId, did, algorithm } = wanted
    const known = await knownKey(database.queries, wanted)
    if (known !== undefined) return known
    if (isOwn(issuerId, did)) {
      throw new Problem(
        'not-found',
        'There is no VC-JWT of this credential now: the domain of its issuer has to publish a key for it first.',
      )
    }
    const name = `${did} ${algorithm}`
    const underWay = firstKeys.get(name)
    if (underWay !== undefined) return underWay
    const making = makeKey(wanted)
    firstKeys.set(name, making)
    try {
      return await making
    } finally {
      firstKeys.delete(name)
    }
  }

  async function makeKey(wanted: WantedKey): Promise<IssuerKeyRow> {
    const { issuerId, did, algorithm } = wanted
    // Whoever made one before this is found now, and only another process can come in between.
    const known = await knownKey(database.queries, wanted)
    if (known !== undefined) return known
    const made = await custody.make(algorithm)
    return database.transaction(async (tx) => {
      const issuer = await lockIssuer(tx, issuerId)
      if (issuer === undefined) throw new Error(`There is no issuer ${issuerId}.`)
      const others = await knownKey(tx, { ...wanted, issuerDid: issuer.did })
      if (others !== undefined) return others
      const at = now()
      if (!isOwn(issuerId, issuer.did)) return addKey(tx, issuer, made, { publicUrl, at })
      // The issuer's keys of now are those of its domain.
      const its = { id: uuidv7(), issuerId, did, state: 'retired', createdAt: at, retiredAt: at }
      return insertKey(tx, publicUrl, { ...its, ...made })
    })
  }

  async function publicJwk(issuerId: string, number: number) {
    const key = await keyByNumber(database.queries, issuerId, number)
    return key?.publicJwk ? { jwk: key.publicJwk as JWK, state: key.state as KeyState } : undefined
  }

  return {
    async credentialJwt(publicId) {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const found = await jwtOf(database.queries, publicId)
        if (found === undefined || found.credential === null) return undefined
        if (found.jwt !== null) return found.jwt
        const { proof: _, ...credential } = JSON.parse(found.credential) as JsonObject
        const key = await signingKeyOf({
          issuerId: found.issuerId,
          issuerDid: found.issuerDid,
          did: (credential.issuer as { id: string }).id,
          algorithm: found.algorithm as JwtAlgorithm,
        })
        const { kid } = key.publicJwk as { kid: string }
        const jwt = await signCredentialJwt(credential, {
          sign: await custody.signer(key),
          alg: key.algorithm as JwtAlgorithm,
          kid,
        })
        const { assertionId } = found
        const row = { assertionId, issuerKeyId: key.id, jwt, createdAt: now() }
        if (await database.transaction((tx) => storeJwt(tx, row))) return jwt
      }
      throw new Error(`The keys of the issuer of ${publicId} change too fast.`)
    },
    async ownJwtKey(kid) {
      const { origin, pathname = '', search, hash } = URL.parse(kid) ?? {}
      const [, issuerId, number] = KEY_PATH.exec(pathname) ?? []
      if (origin !== publicUrl || search !== '' || hash !== '' || issuerId === undefined) {
        return undefined
      }
      const key = await publicJwk(issuerId, Number(number))
      return key && { ...key, issuerDids: await didsOf(database.queries, issuerId) }
    },
    publicJwk,
    async keySet() {
      const version = await jwksVersion(database.queries)
      if (keySet?.version !== version) {
        const text = soundJwks(database.queries).then((keys) => JSON.stringify({ keys }))
        const made = { text, version }
        text.catch(() => {
          if (keySet === made) keySet = undefined
        })
        keySet = made
      }
      return keySet.text
    },
  }
}
