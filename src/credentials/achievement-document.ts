import { CREDENTIALS_V2, OPEN_BADGES_V3 } from './contexts.ts'
import { type JsonObject, withoutEmpty } from './json.ts'

/** An entry of a framework that a badge class refers to (Open Badges 3.0, Alignment). */
export type AlignmentInput = {
  targetName: string
  /** An absolute URL. */
  targetUrl: string
  targetType?: string | undefined
  targetCode?: string | undefined
  targetDescription?: string | undefined
  targetFramework?: string | undefined
}

/** An image: its absolute URL (content-addressed, if it may ever change) and what it shows. */
export type ImageInput = { id: string; caption?: string | undefined }

/** A result that an award can state (Open Badges 3.0, ResultDescription). Numbers are texts. */
export type ResultDescriptionInput = {
  /** An absolute URL, of its own among the results of the achievement. */
  id: string
  name: string
  resultType: string
  allowedValue?: string[] | undefined
  requiredValue?: string | undefined
  valueMin?: string | undefined
  valueMax?: string | undefined
}

/** One version of a badge class, as it enters a credential (Open Badges 3.0, Achievement). */
export type AchievementInput = {
  /** The absolute URL of this version. */
  id: string
  name: string
  description: string
  /** At least one of the two: Markdown, or the absolute URL of a page. */
  criteria: { id?: string | undefined; narrative?: string | undefined }
  image?: ImageInput | undefined
  tag?: string[] | undefined
  /** Layers are alignments too, see {@link layerAlignment}. */
  alignment?: AlignmentInput[] | undefined
  achievementType?: string | undefined
  resultDescription?: ResultDescriptionInput[] | undefined
  version?: string | undefined
  inLanguage?: string | undefined
  /** Other versions or languages of the same badge class. */
  related?:
    | { id: string; version?: string | undefined; inLanguage?: string | undefined }[]
    | undefined
  humanCode?: string | undefined
  creditsAvailable?: number | undefined
  fieldOfStudy?: string | undefined
  specialization?: string | undefined
  /** EndorsementCredentials that were signed before, embedded as they are. */
  endorsement?: JsonObject[] | undefined
}

/**
 * The layer of a badge class (Engage, Participate, Demonstrate, Lead: kinds of experience, not
 * levels) as Open Badges 3.0 can carry it: an alignment of the extension type `ext:Layer`.
 *
 * @param targetUrl Where the layer is described: an absolute URL.
 */
export function layerAlignment(layer: string, targetUrl: string): AlignmentInput {
  return { targetName: layer, targetUrl, targetType: 'ext:Layer' }
}

/**
 * A badging standard that a badge class follows, as Open Badges 3.0 can carry it: an alignment of
 * the extension type `ext:BadgingStandard`.
 *
 * @param targetUrl Where the standard is described: an absolute URL.
 */
export function standardAlignment(name: string, targetUrl: string): AlignmentInput {
  return { targetName: name, targetUrl, targetType: 'ext:BadgingStandard' }
}

/** An Image of Open Badges 3.0. */
export function imageObject(image: ImageInput | undefined): JsonObject | undefined {
  return image && withoutEmpty({ id: image.id, type: 'Image', caption: image.caption })
}

/** The `achievement` of a credential: no nulls, no empty arrays, whatever was left undefined left out. */
export function achievementObject(achievement: AchievementInput): JsonObject {
  return withoutEmpty({
    id: achievement.id,
    type: ['Achievement'],
    name: achievement.name,
    description: achievement.description,
    criteria: withoutEmpty(achievement.criteria),
    achievementType: achievement.achievementType,
    image: imageObject(achievement.image),
    tag: achievement.tag,
    alignment: achievement.alignment?.map((one) => withoutEmpty({ type: ['Alignment'], ...one })),
    resultDescription: achievement.resultDescription?.map(({ id, ...rest }) =>
      withoutEmpty({ id, type: ['ResultDescription'], ...rest }),
    ),
    version: achievement.version,
    inLanguage: achievement.inLanguage,
    related: achievement.related?.map(({ id, ...rest }) =>
      withoutEmpty({ id, type: ['Related'], ...rest }),
    ),
    humanCode: achievement.humanCode,
    creditsAvailable: achievement.creditsAvailable,
    fieldOfStudy: achievement.fieldOfStudy,
    specialization: achievement.specialization,
    endorsement: achievement.endorsement,
  })
}

/**
 * A badge class version as a public JSON-LD document of its own, the one that `achievement.id`
 * leads to.
 *
 * @param creator The issuer, if it is to be named (an {@link profileObject}).
 */
export function achievementDocument(
  achievement: AchievementInput,
  creator?: JsonObject,
): JsonObject {
  return withoutEmpty({
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    ...achievementObject(achievement),
    creator,
  })
}
