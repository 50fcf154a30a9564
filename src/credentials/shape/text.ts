import type { ShapeProblem } from './problem.ts'

const MAX_DEPTH = 64

/**
 * What no member of any signed document may be, wherever it stands: a null (JSON-LD drops it before
 * signing, so that anybody could add one), text with U+0000 or half a surrogate pair (no two
 * programs agree on its bytes), or something nested beyond reason. Walks without recursion and stops
 * at the first 20 problems.
 */
export function valueProblems(document: unknown): ShapeProblem[] {
  const problems: ShapeProblem[] = []
  const open: { value: unknown; field: string; depth: number }[] = [
    { value: document, field: '', depth: 0 },
  ]
  const badText = (text: string) => text.includes('\u0000') || !text.isWellFormed()
  for (let item = open.pop(); item && problems.length < 20; item = open.pop()) {
    const { value, field, depth } = item
    if (value === null) {
      problems.push({ field, detail: 'must not be null: leave the member out instead' })
    } else if (typeof value === 'string') {
      if (badText(value)) {
        problems.push({ field, detail: 'holds characters that no text may hold' })
      }
    } else if (typeof value === 'object') {
      if (depth >= MAX_DEPTH) {
        return [{ field: '', detail: `must not be nested deeper than ${MAX_DEPTH} levels` }]
      }
      for (const [name, member] of Object.entries(value)) {
        const at = field === '' ? name : `${field}.${name}`
        if (badText(name)) {
          problems.push({ field, detail: 'has a member whose name is not well-formed text' })
        } else {
          open.push({ value: member, field: at, depth: depth + 1 })
        }
      }
    }
  }
  return problems
}
