import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ClaimService } from '../claims/index.ts'
import type { Database } from '../db/index.ts'
import { Problem } from '../http/index.ts'
import { type PageAnswer, pageAnswer } from './answer.ts'
import { CLAIM_WORDS } from './claim-words.ts'
import { sendPage } from './routes.ts'

const { errors } = CLAIM_WORDS
const FIELDS = ['code', 'email', 'card', 'library'] as const
type Field = (typeof FIELDS)[number]
type Values = Record<Field, string>
type FormProblem = {
  status: number
  field: Field | null
  message: string
  /** When to come again. */
  headers?: Record<string, string>
}

const EMPTY: Values = { code: '', email: '', card: '', library: '' }
const BODY_LIMIT_BYTES = 8 * 1024
/** How many wrong codes from one address in ten minutes are an accident: a class has one address. */
const MOST_WRONG = 30

/**
 * The pages `/claim` and `/claim/{code}`: what a card or a mail leads to. Looking claims nothing, for
 * programs look at every link in a mail. A code in the address stands in no log, and goes nowhere with
 * a referrer.
 */
export const claimPageRoutes =
  (service: ClaimService, database: Database, publicUrl: string): FastifyPluginAsyncTypebox =>
  async (app) => {
    const site = { name: new URL(publicUrl).host, verifyUrl: '/verify' }
    const render = (status: number, data: object): PageAnswer =>
      pageAnswer(status, 'claim', {
        site,
        c: CLAIM_WORDS,
        offer: null,
        problem: null,
        done: null,
        values: EMPTY,
        ...data,
      })
    const guesserOf = ({ ip }: FastifyRequest) => ({ name: `address ${ip}`, most: MOST_WRONG })

    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    )
    app.setErrorHandler((error, _request, reply) => {
      const status = (error as { statusCode?: number }).statusCode ?? 500
      const problem = { status: status < 500 ? 400 : 500, field: null, message: errors.failed }
      return sendPage(reply, render(problem.status, { problem }))
    })

    app.get('/claim', { schema: { hide: true } }, (_request, reply) =>
      sendPage(reply, render(200, {})),
    )

    app.get(
      '/claim/:code',
      { schema: { hide: true, params: Type.Object({ code: Type.String({ maxLength: 100 }) }) } },
      async (request, reply) => {
        const { code } = request.params
        const values = { ...EMPTY, code }
        try {
          const offer = await service.offer(guesserOf(request), code)
          return sendPage(reply, render(200, { offer, values }))
        } catch (error) {
          return sendProblem(reply, render, values, problemOfClaim(error, values))
        }
      },
    )

    app.post('/claim', { schema: { hide: true } }, async (request, reply) => {
      const values = valuesOf(request.body)
      const identifier = identifierOf(values)
      if ('problem' in identifier) return sendProblem(reply, render, values, identifier.problem)
      try {
        const { claim, isNew } = await service.guarding(guesserOf(request), () =>
          database.transaction((tx) => service.claim(tx, null, { code: values.code, identifier })),
        )
        // Who claims again may only know the address: the link is for whoever claimed.
        // Who checks in may have had the badges for long: their links are shown to nobody here.
        const credentialUrl = claim.assertion?.credentialUrl ?? null
        return sendPage(reply, render(isNew ? 201 : 200, { done: { isNew, credentialUrl } }))
      } catch (error) {
        return sendProblem(reply, render, values, problemOfClaim(error, values))
      }
    })
  }

function sendProblem(
  reply: FastifyReply,
  render: (status: number, data: object) => PageAnswer,
  values: Values,
  problem: FormProblem,
) {
  return sendPage(reply.headers(problem.headers ?? {}), render(problem.status, { values, problem }))
}

function valuesOf(body: unknown): Values {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams()
  const entries = FIELDS.map((field) => [field, (form.get(field) ?? '').trim().slice(0, 254)])
  return Object.fromEntries(entries) as Values
}

function identifierOf({ email, card, library }: Values) {
  const bad = (field: Field, message: string) => ({ problem: { status: 400, field, message } })
  if (email !== '' && card !== '') return bad('card', errors.both)
  if (email !== '') return { type: 'email' as const, value: email }
  if (card === '') return bad('email', errors.nobody)
  // Without a library it is that of whoever gives the badge.
  return {
    type: 'library-card' as const,
    value: card,
    ...(library !== '' && { authority: library }),
  }
}

/** @throws what is no problem of whoever filled the form in */
function problemOfClaim(error: unknown, values: Values): FormProblem {
  if (!(error instanceof Problem) || error.status >= 500) throw error
  const { status } = error
  if (status === 429) {
    return { status, field: null, message: errors.busy, headers: error.headers }
  }
  const [field] = error.errors.map((one) => one.field)
  if (field === 'code') {
    return { status, field: 'code', message: status === 400 ? errors.mistyped : errors.unusable }
  }
  if (field === 'identifier.value' && values.card !== '') {
    return { status, field: 'card', message: errors.card }
  }
  return field?.startsWith('identifier')
    ? { status, field: 'email', message: errors.email }
    : { status, field: null, message: errors.failed }
}
