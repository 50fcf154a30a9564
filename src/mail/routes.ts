import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, PageOf, pageRequest, problemResponses } from '../http/index.ts'
import type { Outbox } from './outbox.ts'
import {
  MailBounce,
  MailMessage,
  MailMessageContent,
  MailMessageQuery,
  MailReport,
} from './schema.ts'

const tags = ['Mail']
/** A message as long as the schema takes, with what JSON puts before its quotes and at its ends of lines. */
const LARGEST_BOUNCE = 1024 * 1024

/** What was mailed to learners and became of it, and addresses that mail came back from. */
export const mailRoutes =
  (service: Outbox): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/v1/mail-messages',
      {
        config: { scope: 'mail:read' },
        schema: {
          tags,
          operationId: 'listMailMessages',
          summary: 'List mail messages',
          description:
            'Oldest first, as long as events are kept. `state=bounced` lists what came back, with what the mail server said.',
          querystring: MailMessageQuery,
          response: { 200: PageOf(MailMessage), ...problemResponses(400) },
        },
      },
      ({ actor, query }) => {
        const { learnerId, state, ...page } = query
        const filter = {
          ...(learnerId !== undefined && { learnerId }),
          ...(state !== undefined && { state }),
        }
        return service.list(actor, filter, pageRequest({ ...page, archived: false }))
      },
    )

    app.get(
      '/v1/mail-messages/:id',
      {
        config: { scope: 'mail:read' },
        schema: {
          tags,
          operationId: 'getMailMessage',
          summary: 'Read a mail message',
          description: 'What became of it so far.',
          params: IdParams,
          response: { 200: MailMessage, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.get(actor, params.id),
    )

    app.get(
      '/v1/mail-messages/:id/content',
      {
        config: { scope: 'mail:write' },
        schema: {
          tags,
          operationId: 'getMailMessageContent',
          summary: 'Read what a waiting mail message says',
          description:
            'For a platform that sends its own mail (no mail server is configured): the address and the words, with codes and links that are secrets of its reader. Only for a key without an issuer, and only until it was sent.',
          params: IdParams,
          response: { 200: MailMessageContent, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.content(actor, params.id),
    )

    app.post(
      '/v1/mail-messages/:id/reports',
      {
        config: { scope: 'mail:write' },
        schema: {
          tags,
          operationId: 'reportMailMessage',
          summary: 'Report what became of a mail message',
          description:
            'By a platform that sent it itself, or by whoever receives what comes back later: a delivery status notification names the message as `Original-Envelope-Id` and in its `Message-ID`, before the @. Bounced, its address is noted as one that mail comes back from. Reported again, nothing changes. Only for a key without an issuer.',
          params: IdParams,
          body: MailReport,
          response: { 200: MailMessage, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, params, body }) => service.report(actor, params.id, body),
    )

    app.post(
      '/v1/mail-bounces',
      {
        config: { scope: 'mail:write' },
        bodyLimit: LARGEST_BOUNCE,
        schema: {
          tags,
          operationId: 'reportBounce',
          summary: 'Hand over a bounce that came by mail',
          description:
            'For whoever receives what comes back to `MAIL_FROM`: a delivery status notification (RFC 3464) as it came. It is noted of the message that it names, by `Original-Envelope-Id` or by the Message-ID of what was returned; one that tells of a delay or a delivery changes nothing. Handed over again, nothing changes. Only for a key without an issuer.',
          body: MailBounce,
          response: { 200: MailMessage, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, body }) => service.bounce(actor, body.notification),
    )
  }
