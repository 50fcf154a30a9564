import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { examplesOf } from './fields.ts'
import { preferredType } from './media-types.ts'
import { type Page, PageOf } from './paging.ts'

/** Another form of a list, for who accepts its media type or asks by its suffix. */
export type ListFormat<Entry> = {
  mediaType: string
  /** Such as `.ics`. */
  suffix: string
  /** In the description: what it looks like. */
  example: string
  write(entries: Entry[]): string
}

/** The response schema of a list in all its forms. */
export function listResponse<E>(entry: TSchema, formats: readonly ListFormat<E>[]): TSchema {
  if (formats.length === 0) return PageOf(entry)
  const json = PageOf(entry)
  return {
    content: {
      'application/json': { schema: json, example: examplesOf(json)[0] },
      ...Object.fromEntries(
        formats.map(({ mediaType, example }) => [mediaType, { schema: Type.String(), example }]),
      ),
    },
  } as unknown as TSchema
}

/**
 * A page in the form that the caller prefers. What JSON says in `nextCursor` the others say in a
 * `Link` with the relation `next`.
 */
export function answerList<Entry>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Entry>,
  formats: readonly ListFormat<Entry>[],
): unknown {
  if (formats.length === 0) return page
  reply.header('vary', 'Accept')
  const [path = '', query] = request.url.split('?')
  const types = ['application/json', ...formats.map(({ mediaType }) => mediaType)]
  const bySuffix = formats.find(({ suffix }) => path.endsWith(suffix))
  const preferred = preferredType(request, types)
  const format = bySuffix ?? formats.find(({ mediaType }) => mediaType === preferred)
  if (format === undefined) return page
  if (page.nextCursor !== null) {
    const next = new URLSearchParams(query)
    next.set('cursor', page.nextCursor)
    reply.header('link', `<${path}?${next}>; rel="next"`)
  }
  return reply.type(`${format.mediaType}; charset=utf-8`).send(format.write(page.data))
}
