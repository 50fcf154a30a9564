import { type TSchema, Type } from 'typebox'
import { achievement, identifierEntry, image, result } from './achievement.ts'
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
// Schemas are only what the tests hold it against. Profiles and endorsements, which may hold each
// other without end, are not described where they stand but checked one by one (see classes.ts).

/** Present, and checked by itself. */
export const nested: TSchema = Type.Unknown()

/** The context of the data model, then those of standards of 1EdTech, then any others. */
export function contextsOf(...standards: string[]): TSchema {
  return Type.Unsafe({
    type: 'array',
    minItems: 1 + standards.length,
    prefixItems: [
      { enum: ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/2018/credentials/v1'] },
      ...standards.map((pattern) => ({
        type: 'string',
        pattern: `^https://purl\\.imsglobal\\.org/spec/${pattern}\\.json$`,
      })),
    ],
    items: { type: ['string', 'object'] },
  })
}

/** How the context of Open Badges 3.0 is named. */
export const openBadgesContext = 'ob/v3p0/context(-3\\.\\d\\.\\d)*'

const contexts = contextsOf(openBadgesContext)

/** `validFrom`, which credentials of the data model 1.1 call `issuanceDate`. */
export const dated = { if: { required: ['issuanceDate'] }, else: { required: ['validFrom'] } }

const dates = {
  issuanceDate: dateTime,
  expirationDate: dateTime,
  validFrom: dateTime,
  validUntil: dateTime,
  awardedDate: dateTime,
}

const identified = record({ id: text(), type: text() }, {})
const typed = record({ type: text() }, { id: text() })

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

/** IdentityObject: whom a credential is about, perhaps as a hash. */
export const identityObject: TSchema = record(
  {
    type: typeNamed('IdentityObject'),
    hashed: Type.Boolean(),
    identityHash: text(),
    identityType: extensible(identifierTypes),
  },
  { salt: text() },
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

/** Profile: an issuer, a creator, a parent organisation. */
export const profile: TSchema = record(
  { id: text(), type: typeNamed('Profile') },
  {
    ...textMembers('name', 'url', 'phone', 'description', 'email', 'official', 'familyName'),
    ...textMembers('givenName', 'additionalName', 'patronymicName', 'honorificPrefix'),
    ...textMembers('honorificSuffix', 'familyNamePrefix'),
    endorsementJwt: many(compactJws),
    image,
    address,
    otherIdentifier: many(identifierEntry),
    dateOfBirth: Type.String({ format: 'date' }),
  },
)

const subject = record(
  { type: typeNamed('AchievementSubject'), achievement: achievement },
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
    term: text(),
  },
)

/** What any credential of Open Badges 3.0 and CLR 2.0 may have. */
export const signedMembers = {
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

/** EndorsementCredential. */
export const endorsementCredential: TSchema = Type.Unsafe({
  ...record(
    {
      '@context': contexts,
      id: text(),
      type: credentialType('EndorsementCredential'),
      name: text(),
      credentialSubject: endorsementSubject,
      issuer: nested,
    },
    signedMembers,
  ),
  ...dated,
})

/** AchievementCredential, which is called OpenBadgeCredential too; signed or not. */
export const openBadge: TSchema = Type.Unsafe({
  ...record(
    {
      '@context': contexts,
      id: text(),
      type: credentialType('AchievementCredential', 'OpenBadgeCredential'),
      credentialSubject: subject,
      issuer: nested,
    },
    {
      ...signedMembers,
      name: text(),
      image,
      endorsementJwt: many(compactJws),
    },
  ),
  ...dated,
})
