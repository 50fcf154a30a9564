import type { Vault } from '../vault.ts'
import type { MailContent, MailKind } from './message.ts'

/** Name of the job that delivers a message. */
export const MAIL_TASK = 'deliver-mail'
/** One message after another: a mail server that hangs keeps one worker busy and not all. */
export const MAIL_QUEUE = 'mail'

/** What somebody sits and waits for goes before what may come any time. */
export const PRIORITIES: Record<MailKind, number> = {
  'address-verification': -20,
  'record-claim': -20,
  'guardian-request': -10,
  'claim-link': 0,
  'award-notice': 20,
}

export function sealContent(vault: Vault, content: MailContent): Buffer {
  return vault.seal(JSON.stringify(content), 'mail-content')
}

export function openContent(vault: Vault, sealed: Buffer): MailContent {
  return JSON.parse(vault.open(sealed, 'mail-content').toString()) as MailContent
}

/** The keyed hash by which what came back from an address is known. */
export function addressIndexOf(vault: Vault, address: string): Buffer {
  return vault.keyedHash('mail-address', address.trim().toLowerCase())
}
