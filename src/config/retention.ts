import { type Static, Type } from 'typebox'

/** How long the service keeps what passes. */
export const RetentionVariables = Type.Object({
  IDEMPOTENCY_RETENTION_HOURS: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 8760,
    description: 'How long an Idempotency-Key is remembered.',
  }),
  AWARD_BATCH_ANSWERS_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3650,
    description:
      'How many days after the end of a bulk award its rows, encrypted, and the answers to them are kept.',
  }),
  EVENTS_RETENTION_DAYS: Type.Integer({
    default: 90,
    // Longer than webhooks are tried again.
    minimum: 7,
    maximum: 3650,
    description: 'How many days what happened can be read from /v1/events and sent to webhooks.',
  }),
})

export type RetentionConfig = {
  idempotencyRetentionHours: number
  awardBatchAnswersDays: number
  eventsRetentionDays: number
}

export function readRetention(values: Static<typeof RetentionVariables>): RetentionConfig {
  return {
    idempotencyRetentionHours: values.IDEMPOTENCY_RETENTION_HOURS,
    awardBatchAnswersDays: values.AWARD_BATCH_ANSWERS_DAYS,
    eventsRetentionDays: values.EVENTS_RETENTION_DAYS,
  }
}
