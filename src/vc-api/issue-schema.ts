import { type Static, Type } from 'typebox'
import { TimestampInput } from '../http/index.ts'

/** As long as a name of a credential may be. */
const ID_CHARACTERS = 1_000

/** An absolute IRI, as JSON-LD takes it. */
const iri = (description: string) =>
  Type.String({
    pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+$',
    maxLength: ID_CHARACTERS,
    examples: ['urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33'],
    description,
  })

/** A challenge or a domain: one word. */
const word = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 1000,
    pattern: '^[^\\s<>"]+$',
    examples: ['3182bdea-63d9-11ea-b6de-3b7c1404d57f'],
    description,
  })

const StatusWish = Type.Object(
  {
    type: Type.Enum(['BitstringStatusListEntry', 'BitstringStatusList']),
    statusPurpose: Type.Optional(
      Type.Enum(['revocation', 'suspension'], { description: 'Revocation when left out.' }),
    ),
  },
  { additionalProperties: false },
)

const IssueOptions = Type.Object(
  {
    type: Type.Optional(
      Type.Enum(['DataIntegrityProof', 'Ed25519Signature2020'], {
        description: "Which proof. The issuer's own when neither this nor cryptosuite is given.",
      }),
    ),
    cryptosuite: Type.Optional(Type.Enum(['eddsa-rdfc-2022', 'Ed25519Signature2020'])),
    created: Type.Optional(TimestampInput),
    proofPurpose: Type.Optional(Type.Enum(['assertionMethod'])),
    challenge: Type.Optional(word('Goes into the proof.')),
    domain: Type.Optional(word('Goes into the proof.')),
    credentialId: Type.Optional(
      iri('What the credential is called when its status is set; its own id when left out.'),
    ),
    credentialStatus: Type.Optional(
      Type.Union([StatusWish, Type.Array(StatusWish, { minItems: 1, maxItems: 2 })], {
        description: 'Gives the credential a place in a status list of the issuer, or in two.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Options that are not known are refused.' },
)

const credentialStatus = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }
const unsigned = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: 'did:web:badges.example.org:issuers:harbour',
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner', name: 'Sam Sample' },
}

export const IssueRequest = Type.Object(
  {
    credential: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'The credential without a proof. Its issuer is the DID of an issuer here, which has to be named.',
      },
    ),
    options: Type.Optional(IssueOptions),
  },
  {
    additionalProperties: false,
    examples: [
      { credential: unsigned, options: { cryptosuite: 'eddsa-rdfc-2022', credentialStatus } },
    ],
  },
)

export const IssueAnswer = Type.Object(
  {
    verifiableCredential: Type.Object(
      {},
      { additionalProperties: true, description: 'The credential with its proof.' },
    ),
  },
  {
    description: 'Signed. It is not kept, and there is no address to read it at.',
    examples: [
      {
        verifiableCredential: {
          ...unsigned,
          proof: {
            type: 'DataIntegrityProof',
            created: '2026-01-01T00:00:00Z',
            verificationMethod: 'did:web:badges.example.org:issuers:harbour#key-1',
            cryptosuite: 'eddsa-rdfc-2022',
            proofPurpose: 'assertionMethod',
            proofValue:
              'z58DAdFfa9SkqZMVPxAQpic7ndSayn1PzZs6ZjWp1CktyGesjuTSwRdoWhAfGFCF5bppETSTojQCrfFPP2oumHKtz',
          },
        },
      },
    ],
  },
)

export type IssueRequest = Static<typeof IssueRequest>
export type IssueOptions = Static<typeof IssueOptions>
export type StatusWish = Static<typeof StatusWish>
