import { type TSchema, Type } from 'typebox'
import { examplesOf } from './fields.ts'
import { invalid } from './problems.ts'

/** Query members of every list. */
export const pageQuery = {
  limit: Type.Integer({
    default: 50,
    minimum: 1,
    maximum: 200,
    description: 'How many entries a page has at most.',
  }),
  cursor: Type.Optional(
    Type.String({ maxLength: 200, description: '`nextCursor` of the page before.' }),
  ),
  archived: Type.Boolean({ default: false, description: 'Also list what was archived.' }),
}

/** Where a page begins and how long it is, as a store wants it. */
export type PageRequest = { limit: number; after: string | null; archived: boolean }

/** A page of entries, oldest first, and where the next begins. */
export type Page<T> = { data: T[]; nextCursor: string | null }

/** Response schema of a list. */
export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object(
    {
      data: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], {
        description: 'Give it as `cursor` for the next page; null on the last one.',
      }),
    },
    { examples: [{ data: examplesOf(item), nextCursor: null }] },
  )

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Reads the paging members of a query.
 * @throws Problem naming `cursor` when it is not one that we gave out
 */
export function pageRequest(query: {
  limit: number
  cursor?: string | undefined
  archived?: boolean
}): PageRequest {
  const { limit, cursor, archived = false } = query
  if (cursor === undefined) return { limit, after: null, archived }
  const after = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!UUID.test(after)) {
    throw invalid({ field: 'cursor', detail: 'cursor must be a nextCursor of an earlier page.' })
  }
  return { limit, after, archived }
}

/**
 * Cuts a page out of rows of which the store fetched one more than asked for.
 */
export function page<T extends { id: string }>(rows: T[], { limit }: PageRequest): Page<T> {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return {
    data,
    nextCursor:
      rows.length > limit && last !== undefined
        ? Buffer.from(last.id, 'latin1').toString('base64url')
        : null,
  }
}
