import type { TSchema } from 'typebox'
import { isObject } from '../json.ts'
import { achievement } from './achievement.ts'
import { clrCredential } from './clr.ts'
import { endorsementCredential, openBadge, profile } from './open-badges.ts'
import type { ShapeProblem } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'

type ClassName =
  | 'OpenBadgeCredential'
  | 'EndorsementCredential'
  | 'ClrCredential'
  | 'Achievement'
  | 'Profile'

/** A place inside an object of a class where an object of another class stands, or several. */
type Part = { path: string[]; holds: ClassName; form: 'one' | 'one-or-id' | 'many' }

const classes: Record<ClassName, TSchema> = {
  OpenBadgeCredential: openBadge,
  EndorsementCredential: endorsementCredential,
  ClrCredential: clrCredential,
  Achievement: achievement,
  Profile: profile,
}

const parts: Record<ClassName, Part[]> = {
  OpenBadgeCredential: [
    { path: ['issuer'], holds: 'Profile', form: 'one-or-id' },
    { path: ['endorsement'], holds: 'EndorsementCredential', form: 'many' },
    { path: ['credentialSubject', 'source'], holds: 'Profile', form: 'one' },
    { path: ['credentialSubject', 'achievement', 'creator'], holds: 'Profile', form: 'one' },
    {
      path: ['credentialSubject', 'achievement', 'endorsement'],
      holds: 'EndorsementCredential',
      form: 'many',
    },
  ],
  EndorsementCredential: [{ path: ['issuer'], holds: 'Profile', form: 'one-or-id' }],
  ClrCredential: [
    { path: ['issuer'], holds: 'Profile', form: 'one-or-id' },
    { path: ['endorsement'], holds: 'EndorsementCredential', form: 'many' },
    { path: ['credentialSubject', 'achievement'], holds: 'Achievement', form: 'many' },
  ],
  Achievement: [
    { path: ['creator'], holds: 'Profile', form: 'one' },
    { path: ['endorsement'], holds: 'EndorsementCredential', form: 'many' },
  ],
  Profile: [
    { path: ['parentOrg'], holds: 'Profile', form: 'one' },
    { path: ['endorsement'], holds: 'EndorsementCredential', form: 'many' },
  ],
}

type Item = { value: unknown; className: ClassName; field: string }

function partsOf({ value, className, field }: Item): Item[] {
  return parts[className].flatMap(({ path, holds, form }): Item[] => {
    const held = path.reduce((at, name) => (isObject(at) ? at[name] : undefined), value)
    if (held === undefined || (form === 'one-or-id' && typeof held === 'string')) return []
    const place = [...(field === '' ? [] : [field]), ...path].join('.')
    if (form !== 'many' || !Array.isArray(held)) {
      return [{ value: held, className: holds, field: place }]
    }
    return held.map((one, index) => ({ value: one, className: holds, field: `${place}.${index}` }))
  })
}

/** What is wrong with an object of a class of Open Badges 3.0, and with what it holds. */
export function classProblems(document: unknown, className: ClassName): ShapeProblem[] {
  const problems: ShapeProblem[] = []
  const open: Item[] = [{ value: document, className, field: '' }]
  for (let item = open.pop(); item && problems.length < 20; item = open.pop()) {
    const place = item.field
    for (const { field, detail } of schemaProblems(classes[item.className], item.value)) {
      const full = [place, field].filter((part) => part !== '').join('.')
      problems.push({ field: full, detail })
    }
    open.push(...partsOf(item))
  }
  return problems
}
