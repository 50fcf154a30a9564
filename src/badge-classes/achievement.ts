import { standardUrl } from '../badging-standards/index.ts'
import { type AchievementInput, layerAlignment, standardAlignment } from '../credentials/index.ts'
import { generatedImageUrl } from '../images/index.ts'
import { LAYERS, layerUrl } from './layers.ts'
import type { Definition } from './schema.ts'
import type { VersionRow } from './store.ts'

/** The public URL of a version: the `id` of its Achievement. */
export function achievementUrl(publicUrl: string, versionId: string): string {
  return `${publicUrl}/achievements/${versionId}`
}

/** The `id` of a ResultDescription of an Achievement, by its place among them. */
export function resultDescriptionUrl(achievementId: string, position: number): string {
  return `${achievementId}#result-${position + 1}`
}

/** The image that a version publishes: its own, or the badge that was drawn for it. */
export function badgeImageUrl(
  version: Pick<VersionRow, 'definition' | 'generatedImageId'>,
  publicUrl: string,
): string | null {
  const { image } = version.definition as Definition
  if (image !== null || version.generatedImageId === null) return image
  return generatedImageUrl(publicUrl, version.generatedImageId)
}

/** The Achievement (Open Badges 3.0, section B.1.1) that a version of a badge class publishes. */
export function achievementOf(
  version: Pick<
    VersionRow,
    'id' | 'number' | 'definition' | 'previousVersionId' | 'generatedImageId'
  >,
  publicUrl: string,
): AchievementInput {
  const definition = version.definition as Definition
  const image = badgeImageUrl(version, publicUrl)
  const layer = LAYERS.find(({ name }) => name === definition.layer)
  const id = achievementUrl(publicUrl, version.id)
  return {
    id,
    name: definition.name,
    description: definition.description,
    criteria: definition.criteria,
    achievementType: definition.achievementType ?? undefined,
    image: image === null ? undefined : { id: image },
    tag: definition.tags,
    alignment: [
      ...definition.alignments,
      ...(layer === undefined ? [] : [layerAlignment(layer.name, layerUrl(publicUrl, layer.name))]),
      ...(definition.standards ?? []).map(({ id, name }) =>
        standardAlignment(name, standardUrl(publicUrl, id)),
      ),
    ],
    resultDescription: definition.resultDescriptions?.map(
      ({ allowedValues: allowedValue, valueMin, valueMax, ...rest }, position) => ({
        id: resultDescriptionUrl(id, position),
        ...rest,
        allowedValue,
        valueMin: valueMin?.toString(),
        valueMax: valueMax?.toString(),
      }),
    ),
    version: String(version.number),
    related: relatedTo(version, publicUrl),
  }
}

/** The version before it, and what the badge class was made from. */
function relatedTo(
  {
    number,
    previousVersionId,
    definition,
  }: Pick<VersionRow, 'number' | 'previousVersionId' | 'definition'>,
  publicUrl: string,
): AchievementInput['related'] {
  const { derivedFrom } = definition as Definition
  const related = [
    ...(previousVersionId === null
      ? []
      : [{ id: achievementUrl(publicUrl, previousVersionId), version: String(number - 1) }]),
    ...(derivedFrom === undefined
      ? []
      : [{ id: derivedFrom.achievementUrl, version: String(derivedFrom.version) }]),
  ]
  return related.length === 0 ? undefined : related
}
