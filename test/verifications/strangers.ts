import {
  didKey,
  generateSigningKey,
  openBadgeCredential,
  type SigningKey,
  signCredential,
  signingKey,
} from '../../src/credentials/index.ts'

const { seed, publicKeyMultibase } = await generateSigningKey()
const { did, verificationMethod } = didKey(publicKeyMultibase)

/** The key of a stranger, under another name perhaps. */
export const strangersKey = (names: { controller?: string; verificationMethod?: string } = {}) =>
  signingKey({ seed, controller: did, verificationMethod, ...names })

/**
 * A stranger's badge with a good proof, whose status and whose issuer's keys stand wherever they say.
 */
export async function strangersBadge(
  claims: { issuer?: string; statusListCredential?: string; key?: SigningKey } = {},
) {
  const { issuer = did, statusListCredential, key = await strangersKey() } = claims
  const unsigned = openBadgeCredential({
    id: 'https://stranger.example/credentials/1',
    issuer: { id: issuer, name: 'Stranger', url: 'https://stranger.example' },
    recipient: { id: 'urn:uuid:2a0f2cb4-8e3c-4c3e-9a42-5a3a3b1f9f10' },
    achievement: {
      id: 'https://stranger.example/achievements/1',
      name: 'Badge',
      description: 'A badge.',
      criteria: { narrative: 'Do it.' },
      achievementType: undefined,
      image: undefined,
      tag: [],
      alignment: [],
      version: undefined,
      related: undefined,
    },
    status:
      statusListCredential === undefined
        ? undefined
        : { statusListCredential, statusListIndex: 1, statusPurpose: 'revocation' },
    validFrom: new Date('2026-01-01T00:00:00Z'),
    ed25519Signature2020: false,
  })
  return signCredential(unsigned, {
    key,
    suites: ['eddsa-rdfc-2022'],
    created: new Date('2026-01-01T00:00:00Z'),
  })
}
