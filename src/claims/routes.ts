import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { stringify } from 'csv-stringify/sync'
import { Type } from 'typebox'
import {
  type Creations,
  examplesOf,
  IdParams,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import { guesserOf } from './guesses.ts'
import {
  Claim,
  ClaimCodes,
  ClaimCodesFormat,
  ClaimCodesQuery,
  CodeRevocation,
  Invitation,
  Invited,
  MadeClaimCodes,
  NewClaim,
  NewClaimCodes,
  Sheets,
} from './schema.ts'
import type { ClaimService } from './service.ts'

const tags = ['Claims']

/** Codes with which learners claim badges, and claiming itself. */
export const claimRoutes =
  (service: ClaimService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/claim-codes',
      {
        config: { scope: 'claim-codes:write', creates: true },
        schema: {
          tags,
          operationId: 'createClaimCodes',
          summary: 'Create claim codes',
          description:
            'Codes with which learners claim a badge, or check in at an opportunity and have its badges, of 80 random bits and a digit that checks them. They stand in this answer and nowhere else: print them, or hand them out, from it.',
          querystring: ClaimCodesFormat,
          body: NewClaimCodes,
          response: {
            201: {
              content: {
                'application/json': {
                  schema: MadeClaimCodes,
                  example: examplesOf(MadeClaimCodes)[0],
                },
                'text/csv': {
                  schema: Type.String(),
                  example:
                    'number,code,url\n1,K7QX9M-2TVB4H-8RN3C,https://badges.example.org/claim/K7QX9M-2TVB4H-8RN3C\n',
                },
              },
            },
            ...problemResponses(400, 404, 409, 422),
          },
        },
      },
      async (request, reply) => {
        const { actor, body, query } = request
        const made = await creations.create(request, reply, (tx) => service.create(tx, actor, body))
        if (query.format !== 'csv') return made
        reply.type('text/csv; charset=utf-8')
        return stringify(made.codes, { header: true, columns: ['number', 'code', 'url'] })
      },
    )

    app.get(
      '/v1/claim-codes',
      {
        config: { scope: 'claim-codes:read' },
        schema: {
          tags,
          operationId: 'listClaimCodes',
          summary: 'List sets of claim codes',
          description: 'Oldest first, with how many codes were claimed; never the codes.',
          querystring: ClaimCodesQuery,
          response: { 200: PageOf(ClaimCodes), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { issuerId, badgeClassId, opportunityId, ...page } = query
        const filter = {
          ...(issuerId !== undefined && { issuerId }),
          ...(badgeClassId !== undefined && { badgeClassId }),
          ...(opportunityId !== undefined && { opportunityId }),
        }
        return service.list(actor, filter, pageRequest({ ...page, archived: false }))
      },
    )

    app.get(
      '/v1/claim-codes/:id',
      {
        config: { scope: 'claim-codes:read' },
        schema: {
          tags,
          operationId: 'getClaimCodes',
          summary: 'Read a set of claim codes',
          description: 'How many there are and how many were claimed; never the codes.',
          params: IdParams,
          response: { 200: ClaimCodes, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    app.post(
      '/v1/claim-codes/:id/revocation',
      {
        config: { scope: 'claim-codes:write' },
        schema: {
          tags,
          operationId: 'revokeClaimCodes',
          summary: 'Revoke claim codes',
          description:
            'Nobody can claim with them any more. What was claimed stays; a code that its learner has claimed with is left as it is.',
          params: IdParams,
          body: CodeRevocation,
          response: { 200: ClaimCodes, ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, body }) => service.revoke(actor, params.id, body),
    )

    app.post(
      '/v1/claim-codes/:id/sheets',
      {
        config: { scope: 'claim-codes:write' },
        schema: {
          tags,
          operationId: 'printClaimCodes',
          summary: 'Print claim codes',
          description:
            'A PDF to be printed and cut: a card for each code, with its QR code, in English, Welsh, French, Spanish or German.',
          params: IdParams,
          body: Sheets,
          response: {
            200: {
              content: {
                'application/pdf': {
                  schema: Type.String({ contentEncoding: 'binary' }),
                  example: '%PDF-1.3',
                },
              },
            },
            ...problemResponses(400, 404),
          },
        },
      },
      async ({ actor, params, body }, reply) => {
        const pdf = await service.sheets(actor, params.id, body.codes, body.language)
        return reply
          .type('application/pdf')
          .header('content-disposition', 'attachment; filename="claim-codes.pdf"')
          .send(pdf as unknown as string)
      },
    )

    app.post(
      '/v1/claim-codes/:id/invitations',
      {
        config: { scope: 'claim-codes:write', creates: true },
        schema: {
          tags,
          operationId: 'inviteToClaim',
          summary: 'Send a claim code by mail',
          description: 'The link that claims it, in the words of a mail message.',
          params: IdParams,
          body: Invitation,
          response: { 201: Invited, ...problemResponses(400, 404, 409, 422) },
        },
      },
      async (request, reply) => {
        const { actor, params, body } = request
        const sent = await creations.create(request, reply, async (tx) => {
          const id = await service.invite(tx, actor, params.id, body)
          const location = `/v1/mail-messages/${id}`
          return { resource: { id, mailMessageId: id }, revision: 1, location }
        })
        return sent
      },
    )

    app.post(
      '/v1/claims',
      {
        config: { scope: 'claims:write', creates: true, learner: true },
        schema: {
          tags,
          operationId: 'claimBadge',
          summary: 'Claim a badge with a code',
          description:
            'Awards the badge to whoever claims, or checks them in at the opportunity, now, and awards its badges; 200 when this learner had claimed with a code of the same set before. Every code that cannot be used has the same answer, whatever is the matter with it. Too many wrong codes are a 429.',
          body: NewClaim,
          response: { 200: Claim, 201: Claim, ...problemResponses(400, 404, 409, 422, 429) },
        },
      },
      (request, reply) => {
        const { actor, body } = request
        return service.guarding(guesserOf(actor), () =>
          creations.create(request, reply, async (tx) => {
            const { claim, isNew } = await service.claim(tx, actor, body)
            return { resource: claim, revision: 1, isNew, unkept: true }
          }),
        )
      },
    )
  }
