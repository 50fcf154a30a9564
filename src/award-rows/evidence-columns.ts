import type { ColumnGroup } from './column-group.ts'

const NAME = /^evidence(\d{0,2})(|id|url|link|name|title|narrative|description|genre|audience)$/
const FIELD = /^evidence\.(?:(\d+)\.)?(\w+)$/
const MEMBERS: Record<string, string> = { '': 'id', url: 'id', link: 'id', title: 'name' }

/** Evidence: `evidence.name` of the first piece, `evidence.2.name` of the second, and so on. */
export const evidenceColumns: ColumnGroup = {
  fieldOf(name) {
    const [, position = '', member = ''] = NAME.exec(name) ?? ['', '0']
    const count = position === '' ? 1 : Number(position)
    if (count < 1) return null
    return `evidence.${count === 1 ? '' : `${count}.`}${MEMBERS[member] ?? member}`
  },
  read(cells, draft) {
    const pieces = new Map<number, Record<string, string>>()
    for (const [field, text] of cells) {
      const [, position = '1', member] = FIELD.exec(field) ?? []
      if (member === undefined) continue
      pieces.set(Number(position), { ...pieces.get(Number(position)), [member]: text })
    }
    // A row that fills only the second piece has one.
    const evidence = [...pieces].sort(([one], [other]) => one - other).map(([, piece]) => piece)
    if (evidence.length > 0) draft.evidence = evidence
  },
}
