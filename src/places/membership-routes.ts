import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Creations,
  IdParams,
  NoContent,
  PageOf,
  pageRequest,
  problemResponses,
} from '../http/index.ts'
import {
  InvitationParams,
  InvitationQuery,
  MemberParams,
  MemberQuery,
  MemberRole,
  Membership,
  NewInvitation,
} from './membership-schema.ts'
import type { MembershipService } from './membership-service.ts'

const tags = ['Places']
const read = { scope: 'places:read', place: true } as const
const write = { scope: 'places:write', place: true } as const

/** Which issuers take part in places. */
export const membershipRoutes =
  (service: MembershipService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/v1/places/:id/invitations',
      {
        config: { ...write, creates: true },
        schema: {
          tags,
          operationId: 'createPlaceInvitation',
          summary: 'Ask an issuer into a place',
          description:
            'By the lead of the place. Asking again in the same role finds the invitation (200).',
          params: IdParams,
          body: NewInvitation,
          response: { 200: Membership, 201: Membership, ...problemResponses(400, 404, 409, 422) },
        },
      },
      (request, reply) =>
        creations.create(request, reply, (tx) =>
          service.invite(tx, request.actor, request.params.id, request.body),
        ),
    )

    app.get(
      '/v1/places/:id/invitations',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listPlaceInvitations',
          summary: 'List who was asked into a place',
          description:
            'Oldest first, whatever became of it; for an issuer that is no member, its own only.',
          params: IdParams,
          querystring: InvitationQuery,
          response: { 200: PageOf(Membership), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query: { status, ...paging } }) =>
        service.invitations(
          actor,
          params.id,
          status === undefined ? {} : { status },
          pageRequest({ ...paging, archived: false }),
        ),
    )

    app.get(
      '/v1/places/:id/invitations/:invitationId',
      {
        config: read,
        schema: {
          tags,
          operationId: 'getPlaceInvitation',
          summary: 'Read what became of an invitation',
          params: InvitationParams,
          response: { 200: Membership, ...problemResponses(404) },
        },
      },
      ({ actor, params }) => service.invitation(actor, params.id, params.invitationId),
    )

    app.post(
      '/v1/places/:id/invitations/:invitationId/acceptance',
      {
        config: write,
        schema: {
          tags,
          operationId: 'acceptPlaceInvitation',
          summary: 'Join a place',
          description:
            'By the issuer that was asked, or the platform for it. Accepting again changes nothing.',
          params: InvitationParams,
          response: { 200: Membership, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.accept(actor, params.id, params.invitationId),
    )

    app.post(
      '/v1/places/:id/invitations/:invitationId/decline',
      {
        config: write,
        schema: {
          tags,
          operationId: 'declinePlaceInvitation',
          summary: 'Decline an invitation',
          description:
            'By the issuer that was asked; by the lead, who takes it back so. Declining again changes nothing.',
          params: InvitationParams,
          response: { 200: Membership, ...problemResponses(404, 409) },
        },
      },
      ({ actor, params }) => service.decline(actor, params.id, params.invitationId),
    )

    app.get(
      '/v1/places/:id/members',
      {
        config: read,
        schema: {
          tags,
          operationId: 'listPlaceMembers',
          summary: 'List the members of a place',
          description: 'Oldest first.',
          params: IdParams,
          querystring: MemberQuery,
          response: { 200: PageOf(Membership), ...problemResponses(400, 404) },
        },
      },
      ({ actor, params, query }) =>
        service.members(actor, params.id, pageRequest({ ...query, archived: false })),
    )

    app.put(
      '/v1/places/:id/members/:memberId/role',
      {
        config: write,
        schema: {
          tags,
          operationId: 'setPlaceMemberRole',
          summary: "Set a member's role",
          description: 'By the lead; also the role in which an issuer was asked.',
          params: MemberParams,
          body: MemberRole,
          response: { 200: Membership, ...problemResponses(400, 404, 409) },
        },
      },
      ({ actor, params, body }) => service.change(actor, params.id, params.memberId, body),
    )

    app.delete(
      '/v1/places/:id/members/:memberId',
      {
        config: write,
        schema: {
          tags,
          operationId: 'endPlaceMembership',
          summary: 'End a membership',
          description:
            'By the member, which leaves, or the lead. What it awarded stays. It can be asked again.',
          params: MemberParams,
          response: { 204: NoContent, ...problemResponses(404, 409) },
        },
      },
      async ({ actor, params }, reply) => {
        await service.end(actor, params.id, params.memberId)
        return reply.code(204).send(null)
      },
    )
  }
