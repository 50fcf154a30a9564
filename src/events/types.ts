/**
 * What can happen, and what its `subjectIds` are:
 * - `assertion.awarded`: the assertions that were awarded, as many as were awarded together;
 * - `award-batch.completed`, `award-batch.cancelled`: the award batch;
 * - `webhook.test`: the webhook endpoint that somebody tries; no other is told of it.
 */
export const EVENT_TYPES = [
  'assertion.awarded',
  'award-batch.completed',
  'award-batch.cancelled',
  'webhook.test',
] as const

export type EventType = (typeof EVENT_TYPES)[number]
