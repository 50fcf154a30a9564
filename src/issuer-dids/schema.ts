import { type Static, Type } from 'typebox'
import { didDocument } from '../credentials/index.ts'
import { Id, nullable, Timestamp } from '../http/index.ts'

const DID = 'did:web:badges.town.example'
const URL_OF_DID = 'https://badges.town.example/.well-known/did.json'
const MULTIBASE = 'z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc'

export const DidClaim = Type.Object(
  {
    did: Type.String({
      minLength: 9,
      maxLength: 500,
      pattern: '^did:web:[A-Za-z0-9._%:-]+$',
      description:
        'A did:web of a domain of your own; a port is written %3A8443, and a path with colons: did:web:town.example:badges.',
    }),
  },
  { additionalProperties: false, examples: [{ did: DID }] },
)

const PendingKey = Type.Object(
  {
    did: Type.String({ description: 'The identity that it is to sign as.' }),
    keyNumber: Type.Integer({ description: 'Number of the key among those of the issuer.' }),
    publicKeyMultibase: Type.String(),
    createdAt: Timestamp,
  },
  { description: 'A key that signs as soon as the live document lists it.' },
)

export const IssuerDid = Type.Object(
  {
    id: Id,
    did: Type.String({ description: 'The identity that the issuer signs as now.' }),
    pending: nullable(PendingKey),
    document: nullable(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'What to publish at documentUrl; members of your own may be added. Null where this service publishes it, or the DID holds its key.',
        },
      ),
    ),
    documentUrl: nullable(Type.String({ description: 'Where did:web looks for the document.' })),
  },
  {
    examples: [
      {
        id: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        did: 'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        pending: {
          did: DID,
          keyNumber: 2,
          publicKeyMultibase: MULTIBASE,
          createdAt: '2026-11-22T09:30:00.000Z',
        },
        document: didDocument({
          did: DID,
          keys: [{ fragment: 'key-2', publicKeyMultibase: MULTIBASE }],
          ed25519Signature2020: true,
        }),
        documentUrl: URL_OF_DID,
      },
    ],
  },
)

export type DidClaim = Static<typeof DidClaim>
export type IssuerDid = Static<typeof IssuerDid>
