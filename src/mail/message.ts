/** What stands in a message of each kind, besides the words of its template. */
export type MailValues = {
  /** To a learner who was awarded a badge. The URL is a permission to look: to that learner only. */
  'award-notice': { badgeName: string; issuerName: string; credentialUrl: string }
  /** To whoever says that an address is theirs. */
  'address-verification': { code: string; minutes: number; url?: string }
  /** To whoever may claim a badge. */
  'claim-link': { badgeName: string; issuerName: string; url: string }
  /** To the address that badges were awarded to, whose learner claims the record. */
  'record-claim': { code: string; minutes: number; url?: string }
  /** To a guardian, who is asked for consent to what the wording says. */
  'guardian-request': { code: string; days: number; wording: string; shownName?: string }
}

export const MAIL_KINDS = [
  'award-notice',
  'address-verification',
  'claim-link',
  'record-claim',
  'guardian-request',
] as const satisfies (keyof MailValues)[]

export type MailKind = (typeof MAIL_KINDS)[number]

type MessageOf<Kind extends MailKind> = {
  /** A UUID that no other message has; sent again under it, nothing is. A new one when left out. */
  id?: string
  kind: Kind
  /** One e-mail address, as identifiers are kept: normalised. */
  to: string
  /** BCP 47; null where nobody knows it: then the learner's, or the installation's. */
  language: string | null
  values: MailValues[Kind]
  /** Whom it is about, and on whose behalf it is sent (null: the platform's). */
  about: { learnerId?: string | null; issuerId?: string | null }
  /** After that it is not sent any more: a code in it has expired, say. */
  expiresAt?: Date
}

/** A message to be sent. */
export type MailMessage = { [Kind in MailKind]: MessageOf<Kind> }[MailKind]

/** What is sealed of it until it is sent. */
export type MailContent = Pick<MailMessage, 'to' | 'values'> & { language: string }
