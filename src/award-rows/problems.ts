import { invalid, Problem } from '../http/index.ts'

/** What is wrong with one row. */
export type RowProblem = { field: string; detail: string }

/** A file that cannot be read (on). */
export function unreadable(detail: string): Problem {
  return new Problem('malformed-body', detail, { errors: [{ field: 'body', detail }] })
}

/** A file of a kind or an encoding that is not read here. */
export function unsupported(detail: string): Problem {
  return new Problem('unsupported-media-type', detail, {
    errors: [{ field: 'Content-Type', detail }],
  })
}

/** A file, or a row of it, beyond a bound. */
export function tooLarge(detail: string): Problem {
  return new Problem('body-too-large', detail, { errors: [{ field: 'body', detail }] })
}

/** A header line, or what `columns` says about it, by which nothing can be awarded. */
export function badColumns(detail: string): Problem {
  return invalid({ field: 'columns', detail })
}

/** A problem with one row as it stands in an answer: its first field, and a sentence. */
export function rowProblem(problem: Problem): RowProblem {
  return { field: problem.errors[0]?.field ?? 'row', detail: problem.message }
}
