/**
 * What can happen, and what its `subjectIds` are:
 * - `assertion.awarded`: the assertions that were awarded, as many as were awarded together;
 * - `award-batch.completed`, `award-batch.cancelled`: the award batch.
 */
export const EVENT_TYPES = [
  'assertion.awarded',
  'award-batch.completed',
  'award-batch.cancelled',
] as const

export type EventType = (typeof EVENT_TYPES)[number]
