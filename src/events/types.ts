/**
 * What can happen, and what its `subjectIds` are:
 * - `application.submitted`, `application.returned` (for more evidence), `application.checked` (by the
 *   learner or peers, to be confirmed), `application.decided`, `application.withdrawn`: the application;
 * - `assertion.awarded`: the assertions that were awarded, as many as were awarded together;
 * - `assertion.accepted`, `assertion.declined`, `assertion.hidden`, `assertion.shown`: the assertion,
 *   as its learner wants it;
 * - `assertion.erased`: assertions of one learner, who was erased;
 * - `assertion.revoked`, `assertion.suspended`, `assertion.reinstated`: the assertions;
 * - `consent.given`, `consent.withdrawn`: the consent record;
 * - `award-batch.completed`, `award-batch.cancelled`: the award batch;
 * - `mail-message.waiting`: the message that the platform is to send, where no mail server is configured;
 *   `mail-message.sent`, `mail-message.bounced`, `mail-message.failed`: the message it came to this with;
 * - `check-in.recorded`: the check-in;
 * - `clr.issued`, `clr.revoked`: the learner record; `share.created`, `share.withdrawn`: the share;
 * - `learner.claimed`: the learner, who came and made the record theirs, for each on whose behalf;
 * - `learner.merged`, `learner.merge-undone`: the learner who stays, and the one who was merged;
 * - `pathway.completed`, `pathway.ground-fell`: the completion, see the completions of a pathway;
 * - `webhook.test`: the webhook endpoint that somebody tries; no other is told of it.
 */
export const EVENT_TYPES = [
  'application.submitted',
  'application.returned',
  'application.checked',
  'application.decided',
  'application.withdrawn',
  'assertion.awarded',
  'assertion.accepted',
  'assertion.declined',
  'assertion.hidden',
  'assertion.shown',
  'assertion.erased',
  'assertion.revoked',
  'assertion.suspended',
  'assertion.reinstated',
  'consent.given',
  'consent.withdrawn',
  'award-batch.completed',
  'award-batch.cancelled',
  'mail-message.waiting',
  'mail-message.sent',
  'mail-message.bounced',
  'mail-message.failed',
  'clr.issued',
  'clr.revoked',
  'check-in.recorded',
  'share.created',
  'share.withdrawn',
  'learner.claimed',
  'learner.merged',
  'learner.merge-undone',
  'pathway.completed',
  'pathway.ground-fell',
  'webhook.test',
] as const

export type EventType = (typeof EVENT_TYPES)[number]
