import { generate } from '@digitalbazaar/ed25519-multikey'
import {
  didKey,
  identityHash,
  type JsonObject,
  layerAlignment,
  type OpenBadgeInput,
  openBadgeCredential,
  type ProofSuite,
  type SigningKey,
  signCredential,
  signingKey,
} from '../../src/credentials/index.ts'

/** The moment at which the tests live. */
export const now = new Date('2026-03-01T12:00:00Z')

/** A did:key issuer with its signing key, the same for the same number. */
export async function keyIssuer(number = 1): Promise<{ did: string; key: SigningKey }> {
  const seed = new Uint8Array(32).fill(number)
  const { publicKeyMultibase } = await generate({ seed })
  const { did, verificationMethod } = didKey(publicKeyMultibase)
  return { did, key: await signingKey({ seed, verificationMethod, controller: did }) }
}

/** An award with every part that we publish. */
export function award(did: string, changes: Partial<OpenBadgeInput> = {}): OpenBadgeInput {
  return {
    id: 'https://badges.example/credentials/9f2c',
    description: 'Awarded in the reading summer.',
    issuer: {
      id: did,
      name: 'Harbour Library',
      url: 'https://library.example',
      email: 'badges@library.example',
      description: 'A library by the sea.',
      image: { id: 'https://library.example/logo.png', caption: 'A lighthouse' },
    },
    recipient: {
      id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b11',
      email: { identityHash: identityHash('Ada@Example.org', 'c2FsdA'), salt: 'c2FsdA' },
    },
    achievement: {
      id: 'https://badges.example/achievements/7a/versions/2',
      name: 'Story Teller',
      description: 'Told a story to people who wanted to hear it.',
      criteria: {
        id: 'https://badges.example/criteria/7a',
        narrative: 'Tell a story of **five minutes** or more.',
      },
      image: { id: 'https://badges.example/images/ab12.png', caption: 'An open book' },
      tag: ['stories', 'speaking'],
      alignment: [
        layerAlignment('Demonstrate', 'https://badges.example/layers/demonstrate'),
        {
          targetName: 'Speaking',
          targetUrl: 'https://framework.example/speaking',
          targetType: 'CFItem',
          targetCode: 'SP-1',
          targetDescription: 'Speaks to others.',
          targetFramework: 'Essential skills',
        },
      ],
      achievementType: 'Badge',
      version: '2',
      inLanguage: 'en',
      related: [{ id: 'https://badges.example/achievements/7a/versions/1', version: '1' }],
    },
    narrative: 'Ada told the tale of the *lost anchor*.',
    evidence: [
      { id: 'https://library.example/films/1', name: 'A film', narrative: 'Five minutes' },
      { name: 'A letter', description: 'From a listener', genre: 'Letter', audience: 'Everyone' },
    ],
    status: {
      statusListCredential: 'https://badges.example/status-lists/3',
      statusListIndex: 4711,
      statusPurpose: 'revocation',
    },
    validFrom: new Date('2026-02-01T09:00:00Z'),
    validUntil: new Date('2028-02-01T09:00:00Z'),
    ...changes,
  }
}

/** A signed Open Badge of issuer 1. */
export async function signedBadge(
  options: { changes?: Partial<OpenBadgeInput>; suites?: ProofSuite[]; issuer?: number } = {},
): Promise<JsonObject> {
  const { suites = ['eddsa-rdfc-2022'] } = options
  const { did, key } = await keyIssuer(options.issuer)
  const ed25519Signature2020 = suites.includes('Ed25519Signature2020')
  const unsigned = openBadgeCredential(award(did, { ed25519Signature2020, ...options.changes }))
  return signCredential(unsigned, { key, suites, created: new Date('2026-02-01T09:00:01Z') })
}

/** A deep copy with one change. */
export function altered(document: JsonObject, change: (copy: JsonObject) => void): JsonObject {
  const copy = structuredClone(document)
  change(copy)
  return copy
}

/** The value at a path of member names and indices; throws when there is none. */
export function at(document: unknown, ...path: (string | number)[]): JsonObject {
  let value = document
  for (const step of path) value = (value as JsonObject)[step]
  return value as JsonObject
}
