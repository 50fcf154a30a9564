import { type Static, Type } from 'typebox'
import { didDocument } from '../credentials/index.ts'
import { Id, nullable, Timestamp } from '../http/index.ts'

const DID = 'did:web:badges.town.example'
const URL_OF_DID = 'https://badges.town.example/.well-known/did.json'
const MULTIBASE = 'z6MkqnBSFAWhLcyRTwDdWADoA8QndbbnCfpnfZsStx3bPMmc'
const ISSUER = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
const RSA = {
  kty: 'RSA',
  alg: 'RS256',
  e: 'AQAB',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
}
const EC = {
  kty: 'EC',
  alg: 'ES256',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const jwkOf = (number: number, key: object) => ({
  ...key,
  use: 'sig',
  kid: `https://badges.example.org/issuers/${ISSUER}/keys/${number}`,
})

export const DidClaim = Type.Object(
  {
    did: Type.String({
      minLength: 9,
      maxLength: 500,
      pattern: '^did:web:[A-Za-z0-9._%:-]+$',
      description:
        'A did:web of a domain of your own; a port is written %3A8443, and a path with colons: did:web:town.example:badges.',
      examples: [DID],
    }),
  },
  { additionalProperties: false, examples: [{ did: DID }] },
)

const PendingKey = Type.Object(
  {
    did: Type.String({ description: 'The identity that it is to sign as.' }),
    keyNumber: Type.Integer({
      description: 'Number of the Ed25519 key among those of the issuer.',
    }),
    keyNumbers: Type.Array(Type.Integer(), {
      description: 'That one, and those of the RS256 and the ES256 key for VC-JWTs.',
    }),
    publicKeyMultibase: Type.String(),
    createdAt: Timestamp,
  },
  { description: 'Keys that sign as soon as the live document lists them all.' },
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
        id: ISSUER,
        did: `did:web:badges.example.org:issuers:${ISSUER}`,
        pending: {
          did: DID,
          keyNumber: 2,
          keyNumbers: [2, 3, 4],
          publicKeyMultibase: MULTIBASE,
          createdAt: '2026-11-22T09:30:00.000Z',
        },
        document: didDocument({
          did: DID,
          keys: [
            { fragment: 'key-2', publicKeyMultibase: MULTIBASE },
            { fragment: 'key-3', publicKeyJwk: jwkOf(3, RSA) },
            { fragment: 'key-4', publicKeyJwk: jwkOf(4, EC) },
          ],
          ed25519Signature2020: true,
        }),
        documentUrl: URL_OF_DID,
      },
    ],
  },
)

export type DidClaim = Static<typeof DidClaim>
export type IssuerDid = Static<typeof IssuerDid>
