import { type Static, Type } from 'typebox'
import { EVENT_TYPES, EventTypeName } from '../events/index.ts'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  Timestamp,
  Url,
} from '../http/index.ts'

const EventTypes = Type.Array(EventTypeName, {
  minItems: 1,
  maxItems: EVENT_TYPES.length,
  uniqueItems: true,
  description: 'Which events it is told of; all when left out or null.',
})

export const NewWebhookEndpoint = Type.Object(
  {
    url: Url,
    eventTypes: Type.Optional(nullable(EventTypes)),
    issuerId: Type.Optional(nullable(Id)),
  },
  {
    additionalProperties: false,
    examples: [{ url: 'https://hooks.example.org/waymark', eventTypes: ['award-batch.completed'] }],
  },
)

export const WebhookEndpointPatch = Type.Object(
  {
    url: Type.Optional(Url),
    eventTypes: Type.Optional(nullable(EventTypes)),
    disabled: Type.Optional(Type.Boolean()),
    archived: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ url: 'https://hooks.example.org/waymark', disabled: false }],
  },
)

export const WebhookEndpoint = Type.Object(
  {
    id: Id,
    issuerId: nullable(Id),
    url: Type.String(),
    eventTypes: nullable(Type.Array(EventTypeName)),
    disabled: Type.Boolean({
      description: 'What happens meanwhile is sent when it is enabled again.',
    }),
    disabledReason: nullable(Type.String({ description: 'Where we disabled it.' })),
    secret: Type.Optional(
      Type.String({
        description:
          'What deliveries are signed with, as Standard Webhooks write it. Shown when the endpoint is made and never again.',
      }),
    ),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c9-3b11-7f2a-8c0d-5e2f4c1a9d60',
        issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        url: 'https://hooks.example.org/waymark',
        eventTypes: ['award-batch.completed'],
        disabled: false,
        disabledReason: null,
        ...lifecycleExample,
      },
    ],
  },
)

export const WebhookEndpointQuery = Type.Object(
  { ...pageQuery, issuerId: Type.Optional(Id) },
  { additionalProperties: false },
)

const DELIVERY_STATUSES = ['waiting', 'delivered', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]
const DeliveryStatusName = Type.Enum([...DELIVERY_STATUSES])

export const WebhookDelivery = Type.Object(
  {
    id: Id,
    eventId: Id,
    eventType: EventTypeName,
    status: Type.Unsafe<DeliveryStatus>({
      ...DeliveryStatusName,
      description:
        'waiting: it is sent, or tried again, at `nextAttemptAt`; delivered: answered with 2xx; failed: given up.',
    }),
    attempts: Type.Integer(),
    nextAttemptAt: nullable(Timestamp),
    lastAttemptAt: nullable(Timestamp),
    lastStatus: nullable(Type.Integer({ description: 'HTTP status of the last answer.' })),
    lastFailure: nullable(
      Type.String({
        description: 'Why there was no answer: `timeout`, `unreachable`, `blocked`...',
      }),
    ),
    createdAt: Timestamp,
  },
  {
    examples: [
      {
        id: '019aa7c9-4c22-7f2a-8c0d-5e2f4c1a9d61',
        eventId: '019aa7c9-4b21-7f2a-8c0d-5e2f4c1a9d62',
        eventType: 'award-batch.completed',
        status: 'waiting',
        attempts: 2,
        nextAttemptAt: '2026-11-22T09:35:05Z',
        lastAttemptAt: '2026-11-22T09:30:05Z',
        lastStatus: 503,
        lastFailure: null,
        createdAt: '2026-11-22T09:30:00Z',
      },
    ],
  },
)

export const WebhookDeliveryQuery = Type.Object(
  {
    limit: pageQuery.limit,
    cursor: pageQuery.cursor,
    status: Type.Optional(DeliveryStatusName),
  },
  { additionalProperties: false },
)

/** Asks for a delivery to try an endpoint with. */
export const NewWebhookDelivery = Type.Object(
  {
    eventType: Type.Enum(['webhook.test'], {
      description: 'What is sent: an event that is there to be tried with.',
    }),
  },
  { additionalProperties: false, examples: [{ eventType: 'webhook.test' }] },
)

export const DeliveryParams = Type.Object({ id: Id, deliveryId: Id })

export type NewWebhookEndpoint = Static<typeof NewWebhookEndpoint>
export type WebhookEndpointPatch = Static<typeof WebhookEndpointPatch>
export type WebhookEndpoint = Static<typeof WebhookEndpoint>
export type WebhookDelivery = Static<typeof WebhookDelivery>
