/**
 * The way of a message.
 *
 * - `waiting`: to be sent, or tried again; nothing of it is with a mail server;
 * - `sending`: it is being handed over, and the mail server has not said that it has it;
 * - `sent`: a mail server took it;
 * - `bounced`: it was refused for good, at once or later;
 * - `failed`: given up, because no mail server could be reached for long, or its time was over;
 * - `unanswered`: handed over twice without an answer: it may have arrived twice, or not at all.
 */
export const MAIL_STATES = [
  'waiting',
  'sending',
  'sent',
  'bounced',
  'failed',
  'unanswered',
] as const

export type MailState = (typeof MAIL_STATES)[number]
