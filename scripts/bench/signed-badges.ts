import { randomBytes, randomUUID } from 'node:crypto'
import {
  createCompiledCanonicaliser,
  createCredentialSigner,
  didKey,
  documentLoader,
  generateSigningKey,
  type JsonObject,
  layerAlignment,
  openBadgeCredential,
  signingKey,
} from '../../src/credentials/index.ts'

/** Makes signed badges of one did:key issuer, each another. */
export type BadgeMaker = {
  /** All of one structure, as the badges of a programme are. */
  alike(): Promise<JsonObject>
  /** Each of a structure that none before it had. */
  unlike(): Promise<JsonObject>
}

export async function badgeMaker(): Promise<BadgeMaker> {
  const { seed, publicKeyMultibase } = await generateSigningKey()
  const { did, verificationMethod } = didKey(publicKeyMultibase)
  const key = await signingKey({ seed, verificationMethod, controller: did })
  const canonicaliser = createCompiledCanonicaliser({
    documentLoader,
    maxShapes: 100,
    maxBytes: 50_000_000,
  })
  const signer = createCredentialSigner({ canonicaliser, documentLoader })
  let count = 0

  async function sign(structure: number): Promise<JsonObject> {
    count += 1
    // The parts of the structure: digits of the number, each in a base of its own.
    let rest = structure
    const digit = (base: number) => {
      const value = rest % base
      rest = Math.floor(rest / base)
      return value
    }
    const times = <T>(base: number, make: (at: number) => T) =>
      Array.from({ length: digit(base) }, (_, at) => make(at))
    const maybe = <T>(value: T) => (digit(2) === 1 ? value : undefined)
    const unsigned = openBadgeCredential({
      id: `https://badges.example/credentials/${randomBytes(16).toString('base64url')}`,
      issuer: {
        id: did,
        name: 'Harbour Library',
        url: 'https://library.example',
        image: maybe({ id: 'https://library.example/logo.png', caption: 'A lighthouse' }),
        email: maybe('badges@library.example'),
        description: maybe('A library by the sea.'),
      },
      recipient: { id: `urn:uuid:${randomUUID()}` },
      achievement: {
        id: 'https://badges.example/achievements/7a/versions/2',
        name: 'Story Teller',
        description: 'Told a story to people who wanted to hear it.',
        criteria: { narrative: 'Tell a story of **five minutes** or more to five people.' },
        image: { id: 'https://badges.example/images/ab12.png', caption: 'An open book' },
        tag: ['stories', ...times(8, (at) => `tag ${at}`)],
        alignment: [
          layerAlignment('Demonstrate', 'https://badges.example/layers/demonstrate'),
          ...times(6, (at) => ({
            targetName: `Skill ${at}`,
            targetUrl: `https://framework.example/${at}`,
          })),
        ],
        achievementType: 'Badge',
        version: maybe('2'),
        inLanguage: maybe('en'),
      },
      narrative: `Told the tale of the *lost anchor*, number ${count}, to "everyone".`,
      evidence: [
        { id: `https://library.example/films/${count}`, name: `Film ${count}` },
        ...times(6, (at) => ({ name: `Letter ${at}`, narrative: `From listener ${count}` })),
      ],
      validFrom: new Date('2026-02-01T09:00:00Z'),
      validUntil: maybe(new Date('2096-02-01T09:00:00Z')),
      description: maybe('Awarded in the reading summer.'),
    })
    // A proof of a second of its own: nobody has met its options before, either.
    const created = new Date(Date.UTC(2026, 1, 1) + count * 1000)
    return signer.sign(unsigned, { key, suites: ['eddsa-rdfc-2022'], created })
  }

  let structure = 0
  return {
    alike: () => sign(54_321),
    unlike() {
      structure += 1
      return sign(structure)
    },
  }
}
