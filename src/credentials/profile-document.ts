import { type ImageInput, imageObject } from './achievement-document.ts'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from './contexts.ts'
import { type JsonObject, withoutEmpty } from './json.ts'

/** An issuer as it is named in what it signs (Open Badges 3.0, Profile). */
export type ProfileInput = {
  /** The DID of the issuer. */
  id: string
  name: string
  /** The home page, an absolute URL. */
  url?: string | undefined
  email?: string | undefined
  description?: string | undefined
  image?: ImageInput | undefined
  /** The place (programme) that the issuer belongs to. */
  parentOrg?: { id: string; name?: string | undefined } | undefined
  /** EndorsementCredentials that were signed before, embedded as they are. */
  endorsement?: JsonObject[] | undefined
}

/** The `issuer` of a credential. */
export function profileObject(profile: ProfileInput): JsonObject {
  const { image, parentOrg, ...rest } = profile
  return withoutEmpty({
    id: rest.id,
    type: ['Profile'],
    name: rest.name,
    url: rest.url,
    email: rest.email,
    description: rest.description,
    image: imageObject(image),
    parentOrg:
      parentOrg && withoutEmpty({ id: parentOrg.id, type: ['Profile'], name: parentOrg.name }),
    endorsement: rest.endorsement,
  })
}

/** An issuer's profile as a public JSON-LD document of its own. */
export function issuerProfileDocument(profile: ProfileInput): JsonObject {
  return { '@context': [CREDENTIALS_V2, OPEN_BADGES_V3], ...profileObject(profile) }
}
