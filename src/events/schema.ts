import { type Static, Type } from 'typebox'
import { examplesOf, Id, nullable, Timestamp } from '../http/index.ts'
import { EVENT_TYPES } from './types.ts'

/** A line for each noun, so that two who add one do not meet. */
const SUBJECTS = [
  '`application.submitted`, `application.returned`, `application.checked`, `application.decided` and `application.withdrawn`: the application',
  '`assertion.awarded`: the assertions that were awarded together',
  '`assertion.accepted`, `assertion.declined`, `assertion.hidden` and `assertion.shown`: the assertion',
  '`assertion.erased`: assertions whose learner was erased',
  '`assertion.revoked`, `assertion.suspended` and `assertion.reinstated`: the assertions',
  '`consent.given` and `consent.withdrawn`: the consent record, which keeps whose it is',
  '`award-batch.completed` and `award-batch.cancelled`: the award batch',
  '`check-in.recorded`: the check-in',
  '`clr.issued` and `clr.revoked`: the learner record',
  '`share.created` and `share.withdrawn`: the share',
  '`learner.claimed`: the learner',
  '`mail-message.waiting` (to be sent by the platform), `mail-message.sent`, `mail-message.bounced` and `mail-message.failed`: the mail message',
  'what ends in `.created` or `.changed` (archiving is a change): the issuer, badge class, badging standard, opportunity, pathway, place, network or learner that it names',
  '`claim-codes.created` and `claim-codes.revoked`: the set of codes',
  '`endorsement.asked` and `endorsement.decided`: the endorsement',
  '`goal.set` and `goal.given-up`: the goal',
  '`issuer-key.rotated` and `issuer-key.compromised`: the key',
  '`place-membership.invited`, `.joined`, `.declined`, `.changed` and `.ended`: the membership and the place, an event for the issuer and one for each that leads the place',
  '`network-place.invited`, `.joined`, `.declined` and `.left`: the network and the place, an event for each issuer that leads the place or the network',
  '`network-item.shared` and `network-item.withdrawn`: what is shared; `network-item.adopted`: the adoption',
  '`pathway.completed` and `pathway.ground-fell`: the completion of the pathway by a learner; `webhook.test`: the endpoint that was tried',
]

export const EventTypeName = Type.Enum([...EVENT_TYPES])

export const Event = Type.Object(
  {
    id: Id,
    type: EventTypeName,
    at: Timestamp,
    issuerId: nullable(Id),
    subjectIds: Type.Array(Id, {
      description: `What it happened to: ${SUBJECTS.join('; ')}.`,
    }),
  },
  {
    description: 'Something that happened: ids only, to be looked up by who may.',
    examples: [
      {
        id: '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d40',
        type: 'assertion.awarded',
        at: '2026-11-20T10:00:00Z',
        issuerId: '019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d01',
        subjectIds: ['019aa7c6-0c11-7e2a-9b0d-7f2f4c1a9d41'],
      },
    ],
  },
)
export type Event = Static<typeof Event>

export const EventQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Unsafe<string>({ ...Id, description: '`id` of the last event that was read.' }),
    ),
    limit: Type.Integer({ default: 50, minimum: 1, maximum: 200 }),
    type: Type.Optional(EventTypeName),
  },
  { additionalProperties: false },
)
export type EventQuery = Static<typeof EventQuery>

export const EventPage = Type.Object(
  {
    data: Type.Array(Event),
    hasMore: Type.Boolean({ description: 'Whether there are more to be read at once.' }),
  },
  { examples: [{ data: examplesOf(Event), hasMore: false }] },
)
export type EventPage = Static<typeof EventPage>
