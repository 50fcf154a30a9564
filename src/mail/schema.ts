import { type Static, Type } from 'typebox'
import { Id, nullable, pageQuery, Timestamp, text } from '../http/index.ts'
import { MAIL_KINDS } from './message.ts'
import { MAIL_STATES } from './states.ts'

const State = Type.Enum([...MAIL_STATES], {
  description:
    'waiting: to be sent, or tried again; sending: being handed over; sent: a mail server took it; bounced: refused for good, at once or later; failed: given up; unanswered: handed over twice, and the mail server never said that it has it.',
})
const Kind = Type.Enum([...MAIL_KINDS])

const example = {
  id: '019aa7cb-1c22-7f2a-8c0d-5e2f4c1a9d70',
  kind: 'award-notice',
  state: 'bounced',
  learnerId: '946d7d09-a6d6-7331-a15b-8b77a70bf049',
  issuerId: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
  attempts: 1,
  nextAttemptAt: null,
  expiresAt: null,
  smtpCode: 550,
  smtpStatus: '5.1.1',
  smtpText: '…: Recipient address rejected: User unknown',
  createdAt: '2026-11-22T09:30:00Z',
  settledAt: '2026-11-22T09:30:01Z',
} as const

export const MailMessage = Type.Object(
  {
    id: Id,
    kind: Kind,
    state: State,
    learnerId: nullable(Id),
    issuerId: nullable(
      Type.Unsafe<string>({ ...Id, description: 'On whose behalf; null: the platform.' }),
    ),
    attempts: Type.Integer(),
    nextAttemptAt: nullable(Timestamp),
    expiresAt: nullable(
      Type.Unsafe<string>({ ...Timestamp, description: 'After that it is not sent any more.' }),
    ),
    smtpCode: nullable(Type.Integer({ description: 'What the mail server answered last.' })),
    smtpStatus: nullable(Type.String({ description: 'Its enhanced status code (RFC 3463).' })),
    smtpText: nullable(
      Type.String({ description: 'Its words, without addresses and links, or ours.' }),
    ),
    createdAt: Timestamp,
    settledAt: nullable(Timestamp),
  },
  {
    description: 'What became of a message; never its address or what it said.',
    examples: [example],
  },
)

export const MailMessageQuery = Type.Object(
  {
    limit: pageQuery.limit,
    cursor: pageQuery.cursor,
    learnerId: Type.Optional(Id),
    state: Type.Optional(State),
  },
  { additionalProperties: false },
)

export const MailMessageContent = Type.Object(
  {
    kind: Kind,
    to: Type.String(),
    language: Type.String({ description: 'BCP 47: the language that it is in.' }),
    subject: Type.String(),
    text: Type.String(),
    html: Type.String(),
    values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description: 'What stands in it, for a platform with words of its own.',
    }),
  },
  {
    examples: [
      {
        kind: 'award-notice',
        to: 'sam@school.example.org',
        language: 'en',
        subject: 'You have a new badge: Podcast Producer',
        text: 'Hello,\n\nHarbour Library has awarded you the badge “Podcast Producer”. Well done!\n',
        html: '<!doctype html>\n<html lang="en">...</html>\n',
        values: {
          badgeName: 'Podcast Producer',
          issuerName: 'Harbour Library',
          credentialUrl: 'https://badges.example.org/credentials/Q5kURUeCh8ZGzvDLZ2_Phw',
        },
      },
    ],
  },
)

export const MailReport = Type.Object(
  {
    outcome: Type.Enum(['sent', 'bounced', 'failed'], {
      description: 'sent: by the platform; bounced: it came back, at once or later.',
    }),
    smtpCode: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    smtpStatus: Type.Optional(
      Type.String({
        pattern: '^[245]\\.[0-9]{1,3}\\.[0-9]{1,3}$',
        maxLength: 9,
        examples: ['5.1.1'],
      }),
    ),
    reason: Type.Optional(text(300, { description: 'Addresses and links in it are left out.' })),
  },
  {
    additionalProperties: false,
    examples: [{ outcome: 'bounced', smtpCode: 550, smtpStatus: '5.1.1', reason: 'User unknown' }],
  },
)

const notification = `From: MAILER-DAEMON@mx.example.org
To: badges@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Original-Envelope-Id: 019aa7cb-1c22-7f2a-8c0d-5e2f4c1a9d70

Final-Recipient: rfc822; sam@school.example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b1--
`

/** A bounce as it came by mail. */
export const MailBounce = Type.Object(
  {
    notification: text(500_000, {
      description: 'The whole message as it came, with its header.',
    }),
  },
  { additionalProperties: false, examples: [{ notification }] },
)

export type MailBounce = Static<typeof MailBounce>
export type MailMessage = Static<typeof MailMessage>
export type MailMessageQuery = Static<typeof MailMessageQuery>
export type MailMessageContent = Static<typeof MailMessageContent>
export type MailReport = Static<typeof MailReport>
