import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import {
  type CanonicaliserStats,
  createCompiledCanonicaliser,
  createCredentialSeries,
  createCredentialSigner,
  documentLoader,
  type JsonObject,
  type OpenBadgeAward,
  type OpenBadgeInput,
  type OpenBadgeParts,
  openBadgeParts,
  type ProofOccasion,
  type SeriesCredential,
  type SigningKey,
} from '../credentials/index.ts'
import type { Queries, Transaction } from '../db/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import { verificationMethods } from './identity.ts'
import { type IssuerKeyRow, issuerWithKey, soundKeyOfDid } from './key-store.ts'
import { sampleSigned } from './sampling.ts'
import type { ProofSuite } from './schema.ts'
import { type IssuerRow, issuerById } from './store.ts'

/** Decrypted keys kept in memory: reading one costs more than signing with it. */
const MAX_KEYS = 1_000
/** Shapes of documents whose canonical form is compiled; one badge class version is one or a few. */
const MAX_SHAPES = 2_000
const MAX_SHAPE_BYTES = 64 * 1024 * 1024
/** Badge class versions that are being awarded. */
const MAX_SERIES = 500

/** Signs one of the awards that have their issuer and their achievement in common. */
export type IssuerSeries = (award: OpenBadgeAward, created: Date) => Promise<SeriesCredential>

/** What a document is signed for: the issuer as published, and its pen. */
export type IssuerSigner = {
  issuer: IssuerRow
  /** The identity that it signs as: the issuer's, or one that the issuer had before. */
  did: string
  /** The key that signs. */
  keyId: string
  /** The proofs that the issuer's credentials carry. */
  suites: readonly ProofSuite[]
  /** What signs awards of one achievement; the same for the same contents. */
  series(shared: Pick<OpenBadgeInput, 'issuer' | 'achievement'>): IssuerSeries
  /**
   * Signs a document without a proof.
   * @param suites - the issuer's own unless said otherwise
   * @param occasion - what the proofs say that it was signed for
   */
  sign(
    unsigned: JsonObject,
    created: Date,
    suites?: readonly ProofSuite[],
    occasion?: ProofOccasion,
  ): Promise<JsonObject>
}

/** The keys of all issuers. This is the seam where a key management service would stand in. */
export type IssuerSigning = {
  /** The signer for an issuer whose current key was read with it. */
  signer(issuer: IssuerRow, key: IssuerKeyRow): Promise<IssuerSigner>
  /**
   * The signer of an issuer; undefined when there is no such issuer. Its key is not declared
   * compromised before the transaction ends.
   */
  signerOf(tx: Transaction, issuerId: string): Promise<IssuerSigner | undefined>
  /**
   * The signer of a status list: as the identity whose credentials the list is for, as long as that
   * has a key that was not compromised, and otherwise as the issuer is known now.
   */
  listSigner(
    db: Queries,
    list: { issuerId: string; did: string },
  ): Promise<IssuerSigner | undefined>
  /** What the compiled canonicalisation has done so far, a sample of checks among it. */
  stats(): CanonicaliserStats
}

/**
 * @param custody - has the private keys
 */
export function createIssuerSigning(
  custody: KeyCustody,
  log: Pick<Logger, 'error'>,
): IssuerSigning {
  const keys = new LRUCache<string, SigningKey>({ max: MAX_KEYS })
  const canonicaliser = createCompiledCanonicaliser({
    documentLoader,
    maxShapes: MAX_SHAPES,
    maxBytes: MAX_SHAPE_BYTES,
  })
  const credentials = createCredentialSigner({ canonicaliser, documentLoader })
  const sample = sampleSigned(canonicaliser, log)
  const known = new LRUCache<string, IssuerSeries>({ max: MAX_SERIES })

  function seriesOf(key: SigningKey, suites: readonly ProofSuite[], parts: OpenBadgeParts) {
    // What is in it decides: whatever changes in an issuer or a badge class, nothing old is used.
    const name = JSON.stringify([key.verificationMethod, suites, parts])
    const found = known.get(name)
    if (found !== undefined) return found
    const series = createCredentialSeries({ signer: credentials, key, suites, parts })
    const made: IssuerSeries = async (award, created) => {
      const signed = await series.sign(award, created)
      sample(signed.unsigned)
      return signed
    }
    known.set(name, made)
    return made
  }

  async function keyOf(row: IssuerKeyRow): Promise<SigningKey> {
    const cached = keys.get(row.id)
    if (cached !== undefined) return cached
    const [verificationMethod = '', ed25519VerificationMethod] = verificationMethods(row)
    const key = {
      controller: row.did,
      verificationMethod,
      ed25519VerificationMethod,
      publicKeyMultibase: row.publicKeyMultibase as string,
      sign: await custody.signer(row),
    }
    keys.set(row.id, key)
    return key
  }

  async function signer(issuer: IssuerRow, row: IssuerKeyRow): Promise<IssuerSigner> {
    const key = await keyOf(row)
    const own = issuer.proofSuites as ProofSuite[]
    return {
      issuer,
      did: row.did,
      keyId: row.id,
      suites: own,
      series: (shared) => {
        const ed25519Signature2020 = own.includes('Ed25519Signature2020')
        return seriesOf(key, own, openBadgeParts({ ...shared, ed25519Signature2020 }))
      },
      sign(unsigned, created, suites = own, occasion = {}) {
        sample(unsigned)
        return credentials.sign(unsigned, { key, suites, created, occasion })
      },
    }
  }

  async function present(found: Awaited<ReturnType<typeof issuerWithKey>>) {
    return found && signer(found.issuer, found.key)
  }

  return {
    signer,
    async signerOf(tx, issuerId) {
      // Who waited while the key was replaced gets nothing, and finds the new one when it asks again.
      const ask = () => issuerWithKey(tx, issuerId, true)
      return present((await ask()) ?? (await ask()))
    },
    async listSigner(db, { issuerId, did }) {
      const key = await soundKeyOfDid(db, issuerId, did)
      if (key === undefined) return present(await issuerWithKey(db, issuerId))
      const issuer = await issuerById(db, issuerId)
      return issuer && signer(issuer, key)
    },
    stats: () => canonicaliser.stats(),
  }
}
