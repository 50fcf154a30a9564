import { type Static, Type } from 'typebox'
import { ConfigError } from './error.ts'

/** Mail, and what learners are told by it. */
export const MailVariables = Type.Object({
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      description:
        'Mail server, such as smtps://user:password@mail.example.org or smtp://127.0.0.1:2525. Unset: nothing is sent, and the platform is told what to send.',
    }),
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      maxLength: 320,
      description:
        'Whom mail is from, such as "Harbour badges <badges@example.org>". Required with SMTP_URL.',
    }),
  ),
  MAIL_LANGUAGE: Type.Enum(['en', 'cy', 'fr', 'es', 'de'], {
    default: 'en',
    description: 'Language of mail to those whose own is not known: en, cy, fr, es or de.',
  }),
  AWARD_NOTICES: Type.Enum(['never', 'asked', 'always'], {
    default: 'never',
    description:
      'Which learners are told of their awards by mail: none, those for whom the award asks for it (notify), or all but in bulk and where it asks not to.',
  }),
})

export const mailExpectations = {
  SMTP_URL: 'an address of a mail server that begins with smtp:// or smtps://',
  MAIL_LANGUAGE: 'one of en, cy, fr, es and de',
  AWARD_NOTICES: 'never, asked or always',
}

/** How mail is sent. */
export type MailSettings = {
  url: string
  from: { name: string; address: string }
}

export type MailConfig = {
  /** The mail server, and whom mail is from. */
  mail: MailSettings | undefined
  /** Language of mail to those whose own is not known. */
  mailLanguage: string
  awardNotices: 'never' | 'asked' | 'always'
}

export function readMail(values: Static<typeof MailVariables>): MailConfig {
  return {
    mail: checkMail(values),
    mailLanguage: values.MAIL_LANGUAGE,
    awardNotices: values.AWARD_NOTICES,
  }
}

function checkMail(values: Static<typeof MailVariables>): MailSettings | undefined {
  const { SMTP_URL: url, MAIL_FROM: from } = values
  if (url === undefined) return undefined
  if (!URL.canParse(url) || new URL(url).hostname === '') {
    throw new ConfigError(
      'SMTP_URL must be an address of a mail server that begins with smtp:// or smtps://.',
    )
  }
  const [, name = '', inBrackets, bare] =
    /^(?:([^<>\r\n]*)<([^<>\s]+@[^<>\s]+)>|([^<>\s]+@[^<>\s]+))$/.exec(from ?? '') ?? []
  const address = inBrackets ?? bare
  if (address === undefined) {
    throw new ConfigError(
      'MAIL_FROM must be set when SMTP_URL is: an e-mail address, or a name and one in angle brackets.',
    )
  }
  return { url, from: { name: name.trim().replace(/^"(.*)"$/, '$1'), address } }
}
