import type { Definition } from './schema.ts'

type Alignment = Definition['alignments'][number]
type Known = Required<Pick<Alignment, 'targetFramework' | 'targetType' | 'targetCode'>>

const ESCO =
  /^https?:\/\/data\.europa\.eu\/esco\/(skill|occupation)\/([0-9a-f-]{36}|[A-Z]?[\d.]+)$/i
const CASE_ITEM =
  /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?(?:ims\/case\/v1p\d\/CFItems|uri)\/([0-9a-f-]{36})$/i

/**
 * Alignments with what their address alone tells: the framework, the kind of target and its code.
 * Nothing is looked up, and what was stated stays.
 */
export function completedAlignments(alignments: Alignment[]): Alignment[] {
  return alignments.map((alignment) => ({ ...knownTarget(alignment.targetUrl), ...alignment }))
}

function knownTarget(url: string): Partial<Known> {
  const [, kind, esco] = ESCO.exec(url) ?? []
  if (esco !== undefined) {
    const isSkill = kind?.toLowerCase() === 'skill'
    return {
      targetFramework: 'ESCO',
      targetType: isSkill ? 'ceasn:Competency' : 'ext:Occupation',
      targetCode: esco,
    }
  }
  const [, item] = CASE_ITEM.exec(url) ?? []
  return item === undefined ? {} : { targetType: 'CFItem', targetCode: item }
}
