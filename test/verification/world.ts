import {
  type DidDocument,
  didDocument,
  encodeStatusList,
  type JsonObject,
  type OpenBadgeInput,
  openBadgeCredential,
  type ProofSuite,
  type SigningKey,
  signCredential,
  signingKey,
  statusListCredential,
} from '../../src/credentials/index.ts'
import {
  type Check,
  type CheckName,
  type DocumentLoad,
  type VerificationEnvironment,
  type VerificationReport,
  verifyCredential,
} from '../../src/verification/index.ts'
import { award, keyIssuer, now } from '../credentials/samples.ts'

/** Where the status entries of the sample badges point. */
export const listUrl = 'https://badges.example/status-lists/3'

/** A did:web issuer with one key, and its DID document. */
export async function webIssuer(
  number = 7,
): Promise<{ did: string; key: SigningKey; document: DidDocument }> {
  const did = `did:web:badges.example:issuers:${number}`
  const seed = new Uint8Array(32).fill(number)
  const verificationMethod = `${did}#key-1`
  const key = await signingKey({ seed, verificationMethod, controller: did })
  const { publicKeyMultibase } = key
  const keys = [{ fragment: 'key-1', publicKeyMultibase }]
  return { did, key, document: didDocument({ did, keys, ed25519Signature2020: false }) }
}

/** A status list that an issuer has signed. */
export async function statusList(
  issuer: { did: string; key: SigningKey },
  set: number[] = [],
  changes: Partial<Parameters<typeof statusListCredential>[0]> = {},
): Promise<JsonObject> {
  const unsigned = statusListCredential({
    id: listUrl,
    issuer: issuer.did,
    purpose: 'revocation',
    encodedList: await encodeStatusList(set),
    validFrom: new Date('2026-03-01T11:00:00Z'),
    validUntil: new Date('2026-03-02T11:00:00Z'),
    ttlMs: 300_000,
    ...changes,
  })
  return signCredential(unsigned, { key: issuer.key, suites: ['eddsa-rdfc-2022'], created: now })
}

/** A badge that an issuer has signed. */
export async function badgeOf(
  issuer: { did: string; key: SigningKey },
  changes: Partial<OpenBadgeInput> = {},
  suites: ProofSuite[] = ['eddsa-rdfc-2022'],
): Promise<JsonObject> {
  const ed25519Signature2020 = suites.includes('Ed25519Signature2020')
  const unsigned = openBadgeCredential(award(issuer.did, { ed25519Signature2020, ...changes }))
  const created = new Date('2026-02-01T09:00:01Z')
  return signCredential(unsigned, { key: issuer.key, suites, created })
}

/** An answer that holds a document, or a text as it is. */
export function found(document: unknown): DocumentLoad {
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  return { status: 200, mediaType: 'application/json', bytes }
}

/**
 * An outside world: DID documents by DID, status lists by URL; whatever is not there is
 * unreachable. Without lists, the sample list of the did:key issuer 1 with no bit set.
 */
export async function world(
  parts: { dids?: { [did: string]: unknown }; lists?: { [url: string]: unknown }; now?: Date } = {},
): Promise<VerificationEnvironment & { asked: string[] }> {
  const lists = parts.lists ?? { [listUrl]: await statusList(await keyIssuer()) }
  const asked: string[] = []
  return {
    asked,
    now: parts.now ?? now,
    resolveDid: async (did) => {
      asked.push(did)
      const document = parts.dids?.[did]
      return document === undefined ? { unavailable: 'no answer' } : { document }
    },
    load: async (url) => {
      asked.push(url)
      const credential = lists[url]
      return credential === undefined ? { unavailable: 'no answer' } : found(credential)
    },
  }
}

/** The one check of a report, flattened to compare. */
export function checkOf(report: VerificationReport, name: CheckName): Check | undefined {
  return report.checks.find((check) => check.name === name)
}

/** Verdict and the code of the first failed or inconclusive check: `invalid revoked`. */
export async function outcome(
  credential: unknown,
  environment: VerificationEnvironment,
): Promise<string> {
  const { verdict, checks } = await verifyCredential(credential, environment)
  const telling =
    checks.find(({ outcome }) => outcome === 'failed') ??
    checks.find(({ outcome }) => outcome === 'inconclusive')
  return telling && 'code' in telling ? `${verdict} ${telling.name} ${telling.code}` : verdict
}
