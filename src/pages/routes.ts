import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { notModified, problemOf } from '../http/index.ts'
import type { PageAnswer } from './answer.ts'
import { FILE_LIMIT_BYTES, readForm, TEXT_LIMIT_BYTES } from './form.ts'
import type { Pages } from './service.ts'
import { WORDS } from './words.ts'

/** Sends a page, or 304 to a caller that has the very same one. */
export function sendPage(reply: FastifyReply, { status, html, headers }: PageAnswer): FastifyReply {
  reply.code(status).headers(headers)
  if (status === 200 && reply.request.method !== 'POST') {
    const tag = createHash('sha256').update(html).digest('base64url').slice(0, 27)
    if (notModified(reply.request, reply, `"${tag}"`)) return reply.send()
  }
  return reply.send(html)
}

/**
 * The page `/verify`: a form for anybody, and the result for what was given in it.
 *
 * @param open whether callers without an API key may verify
 */
export const verifyPageRoutes =
  (pages: Pages, open: boolean): FastifyPluginAsyncTypebox =>
  async (app) => {
    await app.register(multipart, {
      limits: {
        fileSize: FILE_LIMIT_BYTES,
        fieldSize: TEXT_LIMIT_BYTES,
        files: 1,
        fields: 4,
        parts: 5,
        fieldNameSize: 100,
        headerPairs: 50,
      },
    })
    // Whatever goes wrong, a person reads it, in the page where it went wrong.
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const problem = problemOf(error, request)
      reply.headers(problem.headers)
      if (problem.status >= 500) return sendPage(reply, pages.problemPage(problem))
      const about = { status: problem.status, field: null }
      return sendPage(
        reply,
        problem.status === 429
          ? pages.formPage({}, { ...about, message: WORDS.errors.busy })
          : problem.status === 413
            ? pages.formPage({}, { ...about, field: 'file', message: WORDS.errors.fileTooLarge })
            : pages.formPage({}, { ...about, message: WORDS.errors.unreadable }),
      )
    })

    // Pages are for people: the description of the API leaves them out, as it does its own page.
    app.get(
      '/verify',
      {
        schema: {
          hide: true,
          querystring: Type.Object({ url: Type.Optional(Type.String({ maxLength: 2048 })) }),
        },
      },
      async ({ query }, reply) =>
        // An address only fills the form in: a link must not be able to make us fetch something.
        sendPage(reply, open ? pages.formPage({ url: query.url ?? '' }) : pages.closedPage(403)),
    )

    app.post(
      '/verify',
      {
        bodyLimit: FILE_LIMIT_BYTES + 3 * TEXT_LIMIT_BYTES,
        // As for verification without an API key: people have none.
        config: { rateLimit: {} },
        schema: { hide: true },
      },
      async (request, reply) => {
        if (!open) return sendPage(reply, pages.closedPage(403))
        const submission = await readForm(request)
        return sendPage(
          reply,
          'problem' in submission
            ? pages.formPage(submission.values, submission.problem)
            : await pages.resultPage(submission.presented),
        )
      },
    )
  }
