import type { MailContent } from './message.ts'
import type { SmtpReply } from './smtp.ts'

/** How much of a server's words is kept. */
const LONGEST = 300

/**
 * The words of a mail server as they may be kept and shown: servers repeat the address that they
 * refuse, or what they were given to read.
 */
export function withoutPersons({ text }: SmtpReply, { to, values }: MailContent): string {
  const [local = ''] = to.split('@')
  const told = [to, ...Object.values(values).filter((value) => typeof value === 'string'), local]
  return told
    .filter((value) => value.length > 2)
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, value) => rest.replaceAll(literally(value), '…'), text)
    .replace(/[^\s<>"'(),;:]*@[^\s<>"'(),;]*/g, '…')
    .replace(/\bhttps?:\/\/\S+/gi, '…')
    .replace(/[^\x20-\x7e…]+/g, ' ')
    .trim()
    .slice(0, LONGEST)
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi')
}
