import { type AchievementInput, layerAlignment } from '../credentials/index.ts'
import { LAYERS, layerUrl } from './layers.ts'
import type { Definition } from './schema.ts'
import type { VersionRow } from './store.ts'

/** The public URL of a version: the `id` of its Achievement. */
export function achievementUrl(publicUrl: string, versionId: string): string {
  return `${publicUrl}/achievements/${versionId}`
}

/** The Achievement (Open Badges 3.0, section B.1.1) that a version of a badge class publishes. */
export function achievementOf(
  version: Pick<VersionRow, 'id' | 'number' | 'definition' | 'previousVersionId'>,
  publicUrl: string,
): AchievementInput {
  const definition = version.definition as Definition
  const layer = LAYERS.find(({ name }) => name === definition.layer)
  return {
    id: achievementUrl(publicUrl, version.id),
    name: definition.name,
    description: definition.description,
    criteria: definition.criteria,
    achievementType: definition.achievementType ?? undefined,
    image: definition.image === null ? undefined : { id: definition.image },
    tag: definition.tags,
    alignment: [
      ...definition.alignments,
      ...(layer === undefined ? [] : [layerAlignment(layer.name, layerUrl(publicUrl, layer.name))]),
    ],
    version: String(version.number),
    related:
      version.previousVersionId === null
        ? undefined
        : [
            {
              id: achievementUrl(publicUrl, version.previousVersionId),
              version: String(version.number - 1),
            },
          ],
  }
}
