import { type TSchema, Type } from 'typebox'
import { achievement, image, result } from './achievement.ts'
import { identifierTypes } from './names.ts'
import {
  compactJws,
  credentialType,
  dateTime,
  extensible,
  many,
  record,
  text,
  typeNamed,
} from './parts.ts'

// Open Badges 3.0, appendix B, for the data models 1.1 and 2.0 both. Our own text: the official JSON
// Schemas are only what the tests hold it against.

const contexts = Type.Unsafe({
  type: 'array',
  minItems: 2,
  prefixItems: [
    { enum: ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/2018/credentials/v1'] },
    {
      type: 'string',
      pattern: '^https://purl\\.imsglobal\\.org/spec/ob/v3p0/context(-3\\.\\d\\.\\d)*\\.json$',
    },
  ],
  items: { type: ['string', 'object'] },
})

/** `validFrom`, which credentials of the data model 1.1 call `issuanceDate`. */
const dated = { if: { required: ['issuanceDate'] }, else: { required: ['validFrom'] } }

const dates = {
  issuanceDate: dateTime,
  expirationDate: dateTime,
  validFrom: dateTime,
  validUntil: dateTime,
  awardedDate: dateTime,
}

const identified = record({ id: text(), type: text() }, {})
const typed = record({ type: many(text()) }, { id: text() })

const proof = record(
  { type: text() },
  {
    created: dateTime,
    cryptosuite: text(),
    challenge: text(),
    domain: text(),
    nonce: text(),
    proofPurpose: text(),
    proofValue: text(),
    verificationMethod: text(),
  },
)

const evidence = record(
  { type: typeNamed('Evidence') },
  {
    id: text(),
    narrative: text(),
    name: text(),
    description: text(),
    genre: text(),
    audience: text(),
  },
)

const identityObject = record(
  {
    type: typeNamed('IdentityObject'),
    hashed: Type.Boolean(),
    identityHash: text(),
    identityType: extensible(identifierTypes),
  },
  { salt: text() },
  true,
)

const identifierEntry = record(
  {
    type: typeNamed('IdentifierEntry'),
    identifier: text(),
    identifierType: extensible(identifierTypes),
  },
  {},
  true,
)

const geo = record(
  { type: typeNamed('GeoCoordinates'), latitude: Type.Number(), longitude: Type.Number() },
  {},
)

const textMembers = (...names: string[]): { [name: string]: TSchema } =>
  Object.fromEntries(names.map((name) => [name, text()]))

const address = record(
  { type: typeNamed('Address') },
  {
    ...textMembers('addressCountry', 'addressCountryCode', 'addressRegion', 'addressLocality'),
    ...textMembers('streetAddress', 'postOfficeBoxNumber', 'postalCode'),
    geo,
  },
)

const profile = record(
  { id: text(), type: typeNamed('Profile') },
  {
    ...textMembers('name', 'url', 'phone', 'description', 'email', 'official', 'familyName'),
    ...textMembers('givenName', 'additionalName', 'patronymicName', 'honorificPrefix'),
    ...textMembers('honorificSuffix', 'familyNamePrefix'),
    endorsement: many(Type.Ref('EndorsementCredential')),
    endorsementJwt: many(compactJws),
    image,
    address,
    otherIdentifier: many(Type.Ref('IdentifierEntry')),
    parentOrg: Type.Ref('Profile'),
    dateOfBirth: Type.String({ format: 'date' }),
  },
)

/** An issuer is a Profile, or its id alone. */
const profileRef = Type.Unsafe({
  allOf: [
    { if: { type: 'string' }, else: Type.Ref('Profile') },
    { if: { type: 'object' }, else: { type: 'string' } },
  ],
})

const subject = record(
  { type: typeNamed('AchievementSubject'), achievement: Type.Ref('Achievement') },
  {
    id: text(),
    activityEndDate: dateTime,
    activityStartDate: dateTime,
    creditsEarned: Type.Number(),
    identifier: many(identityObject),
    image,
    licenseNumber: text(),
    narrative: text(),
    result: many(result),
    role: text(),
    source: Type.Ref('Profile'),
    term: text(),
  },
)

const signedMembers = {
  ...dates,
  description: text(),
  proof: many(proof),
  credentialSchema: many(identified),
  credentialStatus: typed,
  refreshService: identified,
  termsOfUse: many(typed),
  evidence: many(evidence),
}

const endorsementSubject = record(
  { id: text(), type: typeNamed('EndorsementSubject') },
  { endorsementComment: text() },
)

const endorsementCredential = Type.Unsafe({
  ...record(
    {
      '@context': contexts,
      id: text(),
      type: credentialType('EndorsementCredential'),
      name: text(),
      credentialSubject: endorsementSubject,
      issuer: profileRef,
    },
    signedMembers,
  ),
  ...dated,
})

const openBadge = Type.Unsafe({
  ...record(
    {
      '@context': contexts,
      id: text(),
      type: credentialType('AchievementCredential', 'OpenBadgeCredential'),
      credentialSubject: subject,
      issuer: profileRef,
    },
    {
      ...signedMembers,
      name: text(),
      image,
      endorsement: many(Type.Ref('EndorsementCredential')),
      endorsementJwt: many(compactJws),
    },
  ),
  ...dated,
})

const classes = {
  Achievement: achievement,
  EndorsementCredential: endorsementCredential,
  IdentifierEntry: identifierEntry,
  OpenBadgeCredential: openBadge,
  Profile: profile,
}

/** The whole of an AchievementCredential (OpenBadgeCredential), signed or not. */
export const openBadgeSchema: TSchema = Type.Cyclic(classes, 'OpenBadgeCredential')

/** An EndorsementCredential by itself. */
export const endorsementSchema: TSchema = Type.Cyclic(classes, 'EndorsementCredential')
