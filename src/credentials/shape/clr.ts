import { type TSchema, Type } from 'typebox'
import { image } from './achievement.ts'
import {
  contextsOf,
  dated,
  identityObject,
  nested,
  openBadgesContext,
  signedMembers,
} from './open-badges.ts'
import { compactJws, credentialType, many, record, text, typeNamed } from './parts.ts'

// Comprehensive Learner Record 2.0. The credentials in a record are not described here: each is a
// credential of its own, verified by itself.

const associationTypes = [
  ...['exactMatchOf', 'isChildOf', 'isParentOf', 'isPartOf', 'isPeerOf', 'isRelatedTo'],
  ...['precedes', 'replacedBy'],
]

const association = record(
  {
    type: typeNamed('Association'),
    associationType: Type.Unsafe({ type: 'string', enum: associationTypes }),
    sourceId: text(),
    targetId: text(),
  },
  {},
  true,
)

const credential = record(
  { type: typeNamed('VerifiableCredential', 'EnvelopedVerifiableCredential') },
  {},
)

const subject = record(
  {
    type: typeNamed('ClrSubject'),
    verifiableCredential: Type.Unsafe({ allOf: [many(credential), { minItems: 1 }] }),
  },
  {
    id: text(),
    identifier: many(identityObject),
    achievement: many(nested),
    association: many(association),
  },
)

/** ClrCredential: what a learner has reached, as a set of credentials. */
export const clrCredential: TSchema = Type.Unsafe({
  ...record(
    {
      '@context': contextsOf('clr/v2p0/context(-2\\.\\d\\.\\d)*', openBadgesContext),
      id: text(),
      type: credentialType('ClrCredential'),
      name: text(),
      credentialSubject: subject,
      issuer: nested,
    },
    {
      ...signedMembers,
      image,
      partial: Type.Boolean(),
      endorsementJwt: many(compactJws),
    },
  ),
  ...dated,
})
