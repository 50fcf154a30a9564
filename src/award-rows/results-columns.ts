import type { ColumnGroup } from './column-group.ts'

const NAMED = /^\s*results?\s*[.:]\s*(.*\S)\s*$/is
const ALONE = 'results'

/**
 * Results: `results.Score` (or `Result: Score`) of the one that the badge class calls Score, which may
 * be any number of columns; `result` alone where it describes a single one.
 */
export const resultsColumns: ColumnGroup = {
  fieldOf(name, written) {
    const named = NAMED.exec(written)?.[1]
    if (named !== undefined) return `${ALONE}.${named}`
    return name === 'result' || name === ALONE ? ALONE : null
  },
  read(cells, draft) {
    const results = [...cells]
      .filter(([field]) => field === ALONE || field.startsWith(`${ALONE}.`))
      .map(([field, value]) =>
        field === ALONE ? { value } : { name: field.slice(ALONE.length + 1), value },
      )
    if (results.length > 0) draft.results = results
  },
}
