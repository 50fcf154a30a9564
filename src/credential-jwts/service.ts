import type { JWK } from 'jose'
import { type JsonObject, signCredentialJwt } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import {
  activeKey,
  addKey,
  type IssuerKeyRow,
  type JwtAlgorithm,
  type KeyState,
  keyByNumber,
  lockIssuer,
} from '../issuers/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { didsOf, jwtOf, soundJwks, storeJwt } from './store.ts'

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
   * Undefined when there is no such credential.
   */
  credentialJwt(publicId: string): Promise<string | undefined>
  /**
   * The key behind a `kid` that is an URL of ours, from the database; undefined for all others.
   * It may be compromised: see `state`.
   */
  ownJwtKey(kid: string): Promise<OwnJwtKey | undefined>
  /** The JWK that is served for a key; undefined when there is none. */
  publicJwk(issuerId: string, number: number): Promise<Pick<OwnJwtKey, 'jwk' | 'state'> | undefined>
  /** The JWK Set (RFC 7517, section 5) of all issuers, as text, at most a few seconds old. */
  keySet(): Promise<string>
}

const KEY_PATH = /^\/issuers\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/keys\/([1-9]\d{0,8})$/
/** A key that is compromised in between cannot have its token stored; that it happens twice is absurd. */
const ATTEMPTS = 5
const KEY_SET_FRESH_MS = 5_000

export function createCredentialJwts(deps: {
  database: Database
  custody: KeyCustody
  publicUrl: string
  now: () => Date
}): CredentialJwts {
  const { database, custody, publicUrl, now } = deps
  let keySet: { text: Promise<string>; until: number } | undefined

  /** The key that signs for an issuer, made now if this is the first time. */
  async function signingKeyOf(issuerId: string, algorithm: JwtAlgorithm): Promise<IssuerKeyRow> {
    const known = await activeKey(database.queries, issuerId, algorithm)
    if (known !== undefined) return known
    const made = await custody.make(algorithm)
    return database.transaction(async (tx) => {
      const issuer = await lockIssuer(tx, issuerId)
      if (issuer === undefined) throw new Error(`There is no issuer ${issuerId}.`)
      const others = await activeKey(tx, issuerId, algorithm)
      return others ?? addKey(tx, issuer, made, { publicUrl, at: now() })
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
        if (found === undefined) return undefined
        if (found.jwt !== null) return found.jwt
        const alg = found.algorithm as JwtAlgorithm
        const key = await signingKeyOf(found.issuerId, alg)
        const { proof: _, ...credential } = JSON.parse(found.credential) as JsonObject
        const { kid } = key.publicJwk as { kid: string }
        const jwt = await signCredentialJwt(credential, {
          sign: await custody.signer(key),
          alg,
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
    keySet() {
      const at = performance.now()
      if (keySet === undefined || keySet.until <= at) {
        const text = soundJwks(database.queries).then((keys) => JSON.stringify({ keys }))
        const made = { text, until: at + KEY_SET_FRESH_MS }
        text.catch(() => {
          if (keySet === made) keySet = undefined
        })
        keySet = made
      }
      return keySet.text
    },
  }
}
