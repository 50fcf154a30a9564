import type { MailContent, MailKind } from './message.ts'
import { type Said, type Words, wordsFor } from './words/index.ts'

/** A message as it can be sent by anybody. */
export type Written = { to: string; language: string; subject: string; text: string; html: string }

/** Puts a message into words. */
export function written(kind: MailKind, { to, language: wanted, values }: MailContent): Written {
  const { language, words } = wordsFor(wanted)
  const say = words[kind] as (values: object) => Said
  const said = say(values)
  // A name of somebody's choice must not break a line of the head.
  const subject = said.subject.replace(/\s+/g, ' ').trim()
  return {
    to,
    language,
    subject,
    text: textOf(words, said),
    html: htmlOf(language, subject, words, said),
  }
}

function textOf({ greeting }: Words, { before, code, link, after }: Said): string {
  return [
    greeting,
    ...before,
    ...(code === undefined ? [] : [`    ${code}`]),
    ...(link === undefined ? [] : [`${link.words}:\n${link.url}`]),
    ...after,
    '',
  ].join('\n\n')
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => ESCAPES[one] as string)

/** No picture, no style sheet, nothing from anywhere: who reads it tells nobody. */
function htmlOf(
  language: string,
  subject: string,
  { greeting }: Words,
  { before, code, link, after }: Said,
): string {
  const paragraph = (text: string) => `<p>${escaped(text)}</p>`
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em">',
    paragraph(greeting),
    ...before.map(paragraph),
    ...(code === undefined
      ? []
      : [`<p style="font-size: 24px; letter-spacing: 2px"><b>${escaped(code)}</b></p>`]),
    ...(link === undefined
      ? []
      : [`<p><a href="${escaped(link.url)}">${escaped(link.words)}</a></p>`]),
    ...after.map(paragraph),
    '</body></html>',
    '',
  ].join('\n')
}

/** The octets of a message (RFC 5322); its Message-ID is the same whenever it is sent. */
export async function octetsOf(
  message: Written,
  options: { id: string; from: { name: string; address: string }; at: Date },
): Promise<Buffer> {
  const { id, from, at } = options
  // Three megabytes: only who writes pays for them.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  return new MailComposer({
    from,
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    html: message.html,
    date: at,
    messageId: messageIdOf(id, from.address),
    headers: {
      // RFC 3834: whoever answers by machine, does not.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': message.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

/** The Message-ID of a message. */
function messageIdOf(id: string, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`
}
