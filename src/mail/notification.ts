/** What a delivery status notification (RFC 3464) says of one message of ours. */
export type Notification = {
  /** Of the message that it is about. */
  messageId: string
  /** failed, delayed, delivered, relayed or expanded. */
  action: string
  smtpStatus: string | null
  smtpCode: number | null
  /** What the mail server said. */
  text: string
  /** The address that it was about. */
  recipient: string
}

type Fields = ReadonlyMap<string, string>
type Part = { fields: Fields; body: string }

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Reads a delivery status notification as it came by mail.
 *
 * @returns undefined for every other message, and for one that names none that could be ours
 */
export function readNotification(raw: string): Notification | undefined {
  const whole = partOf(raw.replaceAll('\r\n', '\n'))
  const type = whole.fields.get('content-type') ?? ''
  if (!/^\s*multipart\/report\b/i.test(type)) return undefined
  const parts = partsOf(whole)
  const status = parts.find((part) => isOfType(part, /^message\/(?:global-)?delivery-status$/))
  if (status === undefined) return undefined
  const [message, ...recipients] = textOf(status)
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter(({ size }) => size > 0)
  const messageId = [message?.get('original-envelope-id'), returnedId(parts)].find(
    (id) => id !== undefined && UUID.test(id),
  )
  const about = recipients.find((one) => actionOf(one) === 'failed') ?? recipients[0]
  if (messageId === undefined || about === undefined) return undefined
  const said = about.get('diagnostic-code') ?? ''
  const [, code, text = ''] = /^\s*smtp\s*;\s*(?:([245][0-9]{2})\b[ -]?)?(.*)$/i.exec(said) ?? []
  const [smtpStatus = null] = /[245]\.[0-9]{1,3}\.[0-9]{1,3}/.exec(about.get('status') ?? '') ?? []
  return {
    messageId: messageId.toLowerCase(),
    action: actionOf(about),
    smtpStatus,
    smtpCode: code === undefined ? null : Number(code),
    text: text.replace(/^[245]\.[0-9.]+\s+/, ''),
    recipient: addressIn(about.get('final-recipient') ?? about.get('original-recipient') ?? ''),
  }
}

const actionOf = (fields: Fields) => (fields.get('action') ?? '').trim().toLowerCase()

/** The address in `rfc822; sam@example.org`. */
const addressIn = (field: string) => field.slice(field.indexOf(';') + 1).trim()

/** The part before the @ of the Message-ID of the message that was returned, or of its header. */
function returnedId(parts: readonly Part[]): string | undefined {
  const returned = parts.find((part) =>
    isOfType(part, /^(?:text\/rfc822-headers|message\/(?:rfc822|global|global-headers))$/),
  )
  const id = returned && partOf(textOf(returned)).fields.get('message-id')
  return id === undefined ? undefined : /<([^@<>]+)@/.exec(id)?.[1]
}

function isOfType({ fields }: Part, type: RegExp): boolean {
  const [name = ''] = (fields.get('content-type') ?? '').split(';')
  return type.test(name.trim().toLowerCase())
}

function partOf(text: string): Part {
  const end = text.indexOf('\n\n')
  const header = end === -1 ? text : text.slice(0, end)
  return { fields: fieldsOf(header), body: end === -1 ? '' : text.slice(end + 2) }
}

function partsOf({ fields, body }: Part): Part[] {
  const type = fields.get('content-type') ?? ''
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return []
  // What stands before the first boundary and after the last one is for people.
  const [, ...rest] = `\n${body}`.split(`\n--${boundary}`)
  return rest
    .filter((part) => !part.startsWith('--'))
    .map((part) => partOf(part.replace(/^[^\n]*\n/, '')))
}

function textOf({ fields, body }: Part): string {
  const encoding = (fields.get('content-transfer-encoding') ?? '').trim().toLowerCase()
  if (encoding !== 'base64') return body
  return Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n')
}

/** Fields by their names in lower case, each on one line; of several of a name the first. */
function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>()
  for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}
