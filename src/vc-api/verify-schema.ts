import { type Static, type TProperties, Type } from 'typebox'
import { text } from '../http/index.ts'

const Document = (description: string) =>
  Type.Object({}, { additionalProperties: true, description })

const closed = <Members extends TProperties>(members: Members, description: string) =>
  Type.Object(members, { additionalProperties: false, description })

const common = {
  checks: Type.Optional(
    Type.Array(text(100), {
      maxItems: 20,
      description: 'What should be checked at least. Everything is checked, whatever it says.',
    }),
  ),
  challenge: Type.Optional(text(1000, { description: 'The challenge that proofs must have.' })),
  domain: Type.Optional(text(1000, { description: 'The domain that proofs must be made for.' })),
  returnProblemDetails: Type.Optional(
    Type.Boolean({ description: 'Problems are returned, whatever it says.' }),
  ),
}

export const VerifyCredentialRequest = Type.Object(
  {
    verifiableCredential: Document(
      'The credential as it was given: with its proof, or an EnvelopedVerifiableCredential.',
    ),
    options: Type.Optional(
      closed(
        {
          ...common,
          expectedProofPurpose: Type.Optional(
            text(100, { description: 'The purpose that proofs must have: assertionMethod.' }),
          ),
          returnCredential: Type.Optional(
            Type.Boolean({ description: 'Return a credential that verifies in the answer.' }),
          ),
        },
        'Options that are not known are refused.',
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        verifiableCredential: {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          type: ['VerifiableCredential'],
          issuer: 'did:web:university.example',
          credentialSubject: { id: 'did:example:learner' },
        },
        options: { returnCredential: true },
      },
    ],
  },
)

export const VerifyPresentationRequest = Type.Object(
  {
    verifiablePresentation: Type.Optional(
      Document('The presentation with its proof, or an EnvelopedVerifiablePresentation.'),
    ),
    presentation: Type.Optional(Document('A presentation that nobody signed.')),
    options: Type.Optional(
      closed(
        {
          ...common,
          returnPresentation: Type.Optional(
            Type.Boolean({ description: 'Return a presentation that verifies in the answer.' }),
          ),
        },
        'Options that are not known are refused.',
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'Exactly one of verifiablePresentation and presentation.',
    examples: [
      {
        verifiablePresentation: {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          type: ['VerifiablePresentation'],
          verifiableCredential: [],
        },
        options: { challenge: '6e62f66e-67de-11eb-b490', domain: 'employer.example' },
      },
    ],
  },
)

const result = {
  verified: Type.Boolean(),
  checks: Type.Array(Type.String(), { description: 'The checks that were carried out.' }),
  warnings: Type.Array(Type.Unknown(), { description: 'There are none.' }),
  errors: Type.Array(Type.Unknown(), { description: 'None, when it verifies.' }),
  problemDetails: Type.Array(Type.Unknown(), { description: 'None, when it verifies.' }),
}
const verified = { verified: true, warnings: [], errors: [], problemDetails: [] }

export const CredentialResult = Type.Object(
  { ...result, credential: Type.Optional(Document('When it was asked for.')) },
  { examples: [{ ...verified, checks: ['shape', 'context', 'proof', 'issuer-key', 'validity'] }] },
)

export const PresentationResult = Type.Object(
  {
    ...result,
    holder: Type.Optional(Type.String({ description: 'Who signed the presentation.' })),
    credentialResults: Type.Array(
      Type.Object({
        path: Type.String({ description: 'The way to the credential, with dots.' }),
        verified: Type.Boolean(),
        checks: Type.Array(Type.String()),
      }),
    ),
    verifiablePresentation: Type.Optional(Document('When it was asked for.')),
  },
  {
    examples: [
      { ...verified, checks: ['shape', 'context', 'proof', 'holder-key'], credentialResults: [] },
    ],
  },
)

export type VerifyCredentialRequest = Static<typeof VerifyCredentialRequest>
export type VerifyPresentationRequest = Static<typeof VerifyPresentationRequest>
export type CredentialResult = Static<typeof CredentialResult>
export type PresentationResult = Static<typeof PresentationResult>
