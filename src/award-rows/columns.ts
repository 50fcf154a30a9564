import { dateCell } from './cells.ts'
import type { ColumnGroup } from './column-group.ts'
import { evidenceColumns } from './evidence-columns.ts'
import { plainly } from './plainly.ts'
import { recipientColumns } from './recipient-columns.ts'
import { resultsColumns } from './results-columns.ts'

/** A column whose text is a member of the award. */
function member(
  field: string,
  names: readonly string[],
  read: (text: string, field: string) => unknown = (text) => text,
): ColumnGroup {
  const all = [plainly(field), ...names]
  return {
    fieldOf: (name) => (all.includes(name) ? field : null),
    read(cells, draft) {
      const text = cells.get(field)
      if (text !== undefined) draft[field] = read(text, field)
    },
  }
}

/** An id; spreadsheets know formulas that make one in capitals. */
function inLowerCase(text: string): string {
  return text.toLowerCase()
}

/** All columns that mean something; a new kind of them is one more entry. */
export const COLUMNS: readonly ColumnGroup[] = [
  recipientColumns,
  member('learnerId', [], inLowerCase),
  member('badgeClassId', ['badgeid'], inLowerCase),
  member('narrative', ['awardnarrative', 'recipientnarrative']),
  evidenceColumns,
  resultsColumns,
  member(
    'validFrom',
    ['issuedat', 'issuedon', 'issuedate', 'dateissued', 'awardedat', 'awardedon', 'dateawarded'],
    dateCell('start'),
  ),
  member(
    'validUntil',
    ['validto', 'expires', 'expiresat', 'expireson', 'expirydate', 'expirationdate'],
    (text, field) => (/^never$/i.test(text) ? null : dateCell('end')(text, field)),
  ),
  member(
    'notify',
    [],
    (text) => /^(yes|true|1)$/i.test(text) || (/^(no|false|0)$/i.test(text) ? false : text),
  ),
  member('note', ['notes', 'internalnote', 'internalnotes']),
]

/** The column in which failures say what was wrong. It means nothing when it is sent again. */
export const PROBLEM_COLUMN = 'problem'

/** The field that a header, or a name in `columns`, means; null when it means nothing. */
export function fieldOf(header: string): string | null {
  const name = plainly(header)
  for (const group of COLUMNS) {
    const field = group.fieldOf(name, header)
    if (field !== null) return field
  }
  return null
}
