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
 * - `badge-class.created`, `badge-class.changed`, `badging-standard.created`, `badging-standard.changed`,
 *   `issuer.created`, `issuer.changed`, `learner.created`, `learner.changed`, `network.created`,
 *   `network.changed`, `opportunity.created`, `opportunity.changed`, `pathway.created`, `pathway.changed`,
 *   `place.created`, `place.changed`: that; archiving is a change;
 * - `claim-codes.created`, `claim-codes.revoked`: the set of codes;
 * - `endorsement.asked`, `endorsement.decided` (accepted, declined, called off or revoked): the endorsement;
 * - `goal.set`, `goal.given-up`: the goal of a learner;
 * - `issuer-key.rotated`, `issuer-key.compromised`: the key;
 * - `network-place.invited`, `network-place.joined`, `network-place.declined`, `network-place.left`: the
 *   network and the place, for each issuer that leads the one or the other;
 * - `network-item.shared`, `network-item.withdrawn`: what is shared; `network-item.adopted`: the adoption;
 * - `place-membership.invited`, `place-membership.joined`, `place-membership.declined`,
 *   `place-membership.changed` (of role), `place-membership.ended`: the membership of an issuer and the
 *   place, for that issuer and for each that leads the place;
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
  'badge-class.created',
  'badge-class.changed',
  'badging-standard.created',
  'badging-standard.changed',
  'claim-codes.created',
  'claim-codes.revoked',
  'endorsement.asked',
  'endorsement.decided',
  'goal.set',
  'goal.given-up',
  'issuer.created',
  'issuer.changed',
  'issuer-key.rotated',
  'issuer-key.compromised',
  'learner.created',
  'learner.changed',
  'network.created',
  'network.changed',
  'network-place.invited',
  'network-place.joined',
  'network-place.declined',
  'network-place.left',
  'network-item.shared',
  'network-item.withdrawn',
  'network-item.adopted',
  'opportunity.created',
  'opportunity.changed',
  'pathway.created',
  'pathway.changed',
  'place.created',
  'place.changed',
  'place-membership.invited',
  'place-membership.joined',
  'place-membership.declined',
  'place-membership.changed',
  'place-membership.ended',
  'webhook.test',
] as const

export type EventType = (typeof EVENT_TYPES)[number]
