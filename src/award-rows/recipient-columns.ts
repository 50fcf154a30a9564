import { invalid } from '../http/index.ts'
import { textCell } from './cells.ts'
import type { ColumnGroup } from './column-group.ts'
import { plainly } from './plainly.ts'

const NAMES: Record<string, readonly string[]> = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'mailaddress',
    'emailadresse',
    'mailadresse',
    'recipientemail',
    'recipientemailaddress',
    'learneremail',
    'learneremailaddress',
    'studentemail',
    'participantemail',
  ],
  'recipient.type': ['recipienttype', 'identifiertype'],
  'recipient.value': [
    'recipientvalue',
    'identifier',
    'identifiervalue',
    'recipientidentifier',
    'librarycard',
    'librarycardnumber',
    'cardnumber',
  ],
  'recipient.authority': ['recipientauthority', 'authority', 'identifierauthority'],
}
const FIELDS = Object.entries(NAMES).flatMap(([field, names]) =>
  names.map((name) => [name, field] as const),
)
const FIELD_BY_NAME = new Map(FIELDS)

/** Fields one of which must have a column, because they say who is awarded. */
export const AWARDED_FIELDS = ['email', 'recipient.value', 'learnerId']

const TYPES: Record<string, string> = { email: 'email', librarycard: 'library-card' }

/**
 * Who is awarded: `email` is short for a recipient of that type. A value without a type is an e-mail
 * address when it has an @, and a library card's number when not.
 */
export const recipientColumns: ColumnGroup = {
  fieldOf: (name) => FIELD_BY_NAME.get(name) ?? null,
  read(cells, draft) {
    const email = cells.get('email')
    const value = cells.get('recipient.value')
    if (email !== undefined && value !== undefined) {
      const detail =
        'recipient: the columns email and recipient.value are both filled; leave one empty.'
      throw invalid({ field: 'recipient', detail })
    }
    const type = typeOf(cells.get('recipient.type'))
    const authority = cells.get('recipient.authority')
    if (email !== undefined) {
      draft.recipient = { type: type ?? 'email', value: email, ...(authority && { authority }) }
    } else if (value !== undefined) {
      draft.recipient = {
        type: type ?? (value.includes('@') ? 'email' : 'library-card'),
        value: textCell(value, 'recipient.value'),
        ...(authority && { authority }),
      }
    }
  },
}

/** The type that a cell names: `Library card` is one as well. */
function typeOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (TYPES[plainly(text)] ?? text)
}
