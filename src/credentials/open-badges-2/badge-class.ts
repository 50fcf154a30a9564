import type { AchievementInput } from '../achievement-document.ts'
import { type JsonObject, withoutEmpty } from '../json.ts'
import { OPEN_BADGES_V2 } from './context.ts'

/**
 * The BadgeClass (Open Badges 2.0) of one version of a badge class. What 2.0 has no word for stays
 * out: the kind of achievement, and the kind of an alignment's target.
 *
 * @param addresses.id Where this version is served in 2.0.
 * @param addresses.issuer Where the Profile of its issuer is.
 * @param addresses.image Its picture, PNG or SVG, which 2.0 requires.
 * @param addresses.related Where other versions are.
 */
export function hostedBadgeClass(
  achievement: AchievementInput,
  addresses: { id: string; issuer: string; image: string; related: string[] },
): JsonObject {
  const { image } = achievement
  return withoutEmpty({
    '@context': OPEN_BADGES_V2,
    id: addresses.id,
    type: 'BadgeClass',
    name: achievement.name,
    description: achievement.description,
    image:
      image?.caption === undefined
        ? addresses.image
        : { id: addresses.image, caption: image.caption },
    criteria: withoutEmpty({ type: 'Criteria', ...achievement.criteria }),
    issuer: addresses.issuer,
    tags: achievement.tag,
    alignment: achievement.alignment?.map(({ targetType: _, ...one }) =>
      withoutEmpty({ type: 'AlignmentObject', ...one }),
    ),
    version: achievement.version,
    related: addresses.related,
  })
}
