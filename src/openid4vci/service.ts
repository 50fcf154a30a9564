import { timingSafeEqual } from 'node:crypto'
import { renderSVG } from 'uqr'
import { uuidv7 } from 'uuidv7'
import { assertionsByIds, publishedAmong } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { type Actor, type Created, conflict, notFound, rfc3339 } from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { keyProofProblem } from './key-proof.ts'
import {
  authorizationMetadata,
  CONFIGURATIONS,
  type Configuration,
  issuerMetadata,
  offerDocument,
} from './metadata.ts'
import { createNonces } from './nonces.ts'
import type { NewOffer, Offer } from './schema.ts'
import { codeOf, hashOf, newSecret, newTxCode } from './secrets.ts'
import {
  deleteOffersBefore,
  insertOffer,
  lockOfferByCode,
  markIssued,
  type OfferRow,
  offerByAccess,
  offerByToken,
  updateOffer,
} from './store.ts'

const OFFER_MS = 15 * 60_000
const ACCESS_SECONDS = 600
const KEPT_MS = 86_400_000
/** Wrong transaction codes after which an offer is over. */
const MOST_ATTEMPTS = 5

/** A refusal in the words of OAuth 2 and OpenID4VCI. */
export type Refusal = { error: string; detail: string }

/**
 * Issuance to wallets by OpenID4VCI 1.0, pre-authorized code flow. What a wallet gets is the credential
 * as it was signed; the key proof shows that somebody with a wallet asks for it.
 */
export type Openid4vciService = {
  /** Offers an assertion to a wallet; the answer is the only place where the offer ever stands. */
  create(
    tx: Transaction,
    actor: Actor,
    assertionId: string,
    input: NewOffer,
  ): Promise<Created<Offer>>
  /** The offer behind a link; undefined when there is none, or it is over. */
  offer(token: string): Promise<object | undefined>
  /** Exchanges a pre-authorized code for an access token, once. */
  redeem(code: string, txCode: string | undefined): Promise<Refusal | object>
  nonce(): string
  /** Hands the credential out, once for an access token. */
  credential(
    accessToken: string,
    request: { configuration: string | undefined; proof: string | undefined },
  ): Promise<Refusal | { credentials: { credential: unknown }[] }>
  issuerMetadata: object
  authorizationMetadata: object
}

const refused = (error: string, detail: string): Refusal => ({ error, detail })

/** An {@link Openid4vciService} for credentials in the given `formats`. */
export function createOpenid4vciService(deps: {
  database: Database
  vault: Vault
  formats: Pick<CredentialFormats, 'jsonLd' | 'jwt'>
  publicUrl: string
  now: () => Date
}): Openid4vciService {
  const { database, vault, formats, publicUrl, now } = deps
  const nonces = createNonces(vault, now)
  const txCodeHash = (id: string, code: string) => vault.keyedHash('openid4vci-tx-code', id, code)

  /** The assertion, if it stands and may be seen. */
  async function standing(db: Queries, assertionId: string) {
    const [[row], shown] = await Promise.all([
      assertionsByIds(db, [assertionId]),
      publishedAmong(db, [assertionId]),
    ])
    const stands = row?.revokedAt === null && row.credential !== null && shown.has(assertionId)
    return { row, stands }
  }

  const isOver = (row: OfferRow) =>
    row.redeemedAt !== null || row.expiresAt <= now() || row.attempts >= MOST_ATTEMPTS

  return {
    issuerMetadata: issuerMetadata(publicUrl),
    authorizationMetadata: authorizationMetadata(publicUrl),
    nonce: nonces.next,
    async create(tx, actor, assertionId, { txCode: wanted }) {
      const { row, stands } = await standing(tx, assertionId)
      const isTheirs =
        (actor.issuerId === null || actor.issuerId === row?.issuerId) &&
        (actor.learnerId === null || actor.learnerId === row?.learnerId)
      if (row === undefined || !isTheirs) throw notFound('assertion')
      if (!stands) throw conflict('It is revoked, hidden or declined.', 'id')
      const at = now()
      const id = uuidv7()
      const token = newSecret()
      const txCode = wanted ? newTxCode() : null
      const expiresAt = new Date(at.getTime() + OFFER_MS)
      await deleteOffersBefore(tx, new Date(at.getTime() - KEPT_MS))
      await insertOffer(tx, {
        ...{ id, assertionId, tokenHash: hashOf(token), codeHash: hashOf(codeOf(token)) },
        txCodeHash: txCode === null ? null : txCodeHash(id, txCode),
        ...{ createdAt: at, expiresAt },
      })
      const offerUri = `${publicUrl}/openid4vci/offers/${token}`
      const offerUrl = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(offerUri)}`
      const qrCode = renderSVG(offerUrl, { ecc: 'M', border: 4 })
      return {
        resource: {
          id,
          assertionId,
          offerUrl,
          offerUri,
          qrCode,
          txCode,
          expiresAt: rfc3339(expiresAt),
        },
        revision: 1,
        unkept: true,
      }
    },
    async offer(token) {
      const row = await offerByToken(database.queries, hashOf(token))
      if (row === undefined || isOver(row)) return undefined
      return offerDocument(publicUrl, { code: codeOf(token), hasTxCode: row.txCodeHash !== null })
    },
    redeem: (code, txCode) =>
      database.transaction(async (tx) => {
        const row = await lockOfferByCode(tx, hashOf(code))
        if (row === undefined || isOver(row)) {
          return refused('invalid_grant', 'The code is not known, was used, or is over.')
        }
        if ((row.txCodeHash === null) !== (txCode === undefined)) {
          const detail =
            row.txCodeHash === null ? 'No tx_code is expected.' : 'A tx_code is needed.'
          return refused('invalid_request', detail)
        }
        if (row.txCodeHash !== null && txCode !== undefined) {
          if (!timingSafeEqual(row.txCodeHash, txCodeHash(row.id, txCode))) {
            await updateOffer(tx, row.id, { attempts: row.attempts + 1 })
            return refused('invalid_grant', 'The tx_code is wrong.')
          }
        }
        const accessToken = newSecret()
        const at = now()
        await updateOffer(tx, row.id, {
          redeemedAt: at,
          accessTokenHash: hashOf(accessToken),
          accessExpiresAt: new Date(at.getTime() + ACCESS_SECONDS * 1000),
        })
        return { access_token: accessToken, token_type: 'Bearer', expires_in: ACCESS_SECONDS }
      }),
    async credential(accessToken, { configuration, proof }) {
      const db = database.queries
      const offer = await offerByAccess(db, hashOf(accessToken))
      const isGood =
        offer?.accessExpiresAt && offer.accessExpiresAt > now() && offer.issuedAt === null
      if (offer === undefined || !isGood) {
        return refused('invalid_token', 'The access token is not known, was used, or is over.')
      }
      if (configuration === undefined || !Object.hasOwn(CONFIGURATIONS, configuration)) {
        return refused('unknown_credential_configuration', 'There is no such configuration.')
      }
      if (proof === undefined)
        return refused('invalid_proof', 'proofs.jwt with one proof is needed.')
      const asked = { audience: publicUrl, now: now(), isNonce: nonces.isGood }
      const wrong = await keyProofProblem(proof, asked)
      if (wrong !== null) return wrong
      const { row, stands } = await standing(db, offer.assertionId)
      if (row === undefined || !stands) {
        return refused('credential_request_denied', 'The credential is not to be had any more.')
      }
      const isJwt = CONFIGURATIONS[configuration as Configuration] === 'jwt_vc_json'
      const found = await (isJwt ? formats.jwt(row.publicId) : formats.jsonLd(row.publicId))
      if (found === undefined) {
        return refused('credential_request_denied', 'The credential is not to be had any more.')
      }
      // The last thing: of several who ask at once, one gets it.
      if (!(await markIssued(db, offer.id, now()))) {
        return refused('invalid_token', 'The access token was used.')
      }
      const text = found.content.toString()
      return { credentials: [{ credential: isJwt ? text : JSON.parse(text) }] }
    },
  }
}
