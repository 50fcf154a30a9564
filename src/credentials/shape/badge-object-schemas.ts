import { type TSchema, Type } from 'typebox'
import { either, many, record, typeNamed } from './parts.ts'

// Open Badges 2.0, section "Open Badges Vocabulary". Members beside these are allowed everywhere.

const text = Type.String()
const url = Type.String({ pattern: '^https?://[^\\s]+$' })
const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const iri = Type.String({ pattern: `^(https?://[^\\s]+|urn:uuid:${UUID}|uid:.+)$` })
const email = Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' })

/** The IRI of an object, or the object itself. */
const iriOr = (schema: TSchema) => either({ type: 'object' }, schema, iri)

const anyObject = Type.Object({})
const types = many(text)
const imageAddress = Type.String({ pattern: '^(https?://[^\\s]+|data:image/[^\\s]+)$' })
const image = either(
  { type: 'object' },
  record({ id: imageAddress }, { type: types, caption: text }),
  imageAddress,
)

const identity = record(
  {
    type: typeNamed('id', 'email', 'url', 'telephone'),
    identity: text,
    hashed: Type.Boolean(),
  },
  { salt: text },
)

const evidence = record(
  {},
  {
    id: text,
    type: types,
    narrative: text,
    name: text,
    description: text,
    genre: text,
    audience: text,
  },
)

export const assertion = record(
  {
    id: iri,
    type: typeNamed('Assertion'),
    recipient: identity,
    badge: iriOr(anyObject),
    verification: record(
      { type: typeNamed('HostedBadge', 'SignedBadge') },
      { creator: iriOr(record({ id: iri }, {})) },
    ),
    issuedOn: text,
  },
  {
    expires: text,
    image,
    narrative: text,
    evidence: many(iriOr(evidence)),
    revoked: Type.Boolean(),
    revocationReason: text,
  },
)

const alignment = record(
  { targetName: text, targetUrl: url },
  { targetDescription: text, targetFramework: text, targetCode: text },
)

export const badgeClass = record(
  {
    type: typeNamed('BadgeClass'),
    name: text,
    description: text,
    image,
    criteria: iriOr(record({}, { id: text, type: types, narrative: text })),
    issuer: iriOr(anyObject),
  },
  { id: iri, alignment: many(alignment), tags: many(text) },
)

export const issuer = record(
  { type: typeNamed('Issuer', 'Profile'), name: text, url },
  {
    id: iri,
    email,
    telephone: text,
    description: text,
    image,
    publicKey: many(iriOr(anyObject)),
    verification: record(
      {},
      {
        type: types,
        verificationProperty: text,
        startsWith: many(text),
        allowedOrigins: many(text),
      },
    ),
    revocationList: url,
  },
)

export const cryptographicKey = record({ publicKeyPem: text }, { id: iri, type: types, owner: iri })

export const revocationList = record(
  { type: typeNamed('RevocationList') },
  {
    id: iri,
    revokedAssertions: many(
      either(
        { type: 'object' },
        record({}, { id: text, uid: text, revoked: Type.Boolean(), revocationReason: text }),
        text,
      ),
    ),
  },
)

/** What is left of an assertion that was revoked. */
export const revokedAssertion = record({ id: iri, revoked: Type.Boolean() }, {})
