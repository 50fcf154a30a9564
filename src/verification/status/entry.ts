import { hasType, isAbsoluteIri, isObject, type JsonObject } from '../../credentials/index.ts'
import { type CheckResult, failed, inconclusive } from '../report.ts'

/** A kind of list in which a credential has a place: the types that make it up. */
export type ListKind = {
  entry: string
  credential: string
  list: string
  /** Whether `encodedList` begins with the multibase letter `u`. */
  multibase: boolean
}

const kinds: readonly ListKind[] = [
  {
    entry: 'BitstringStatusListEntry',
    credential: 'BitstringStatusListCredential',
    list: 'BitstringStatusList',
    multibase: true,
  },
  {
    entry: 'StatusList2021Entry',
    credential: 'StatusList2021Credential',
    list: 'StatusList2021',
    multibase: false,
  },
]

/** A place in a list, and what the values that can stand there mean. */
export type ListEntry = {
  kind: ListKind
  purpose: string
  url: string
  index: number
  /** How many bits one value takes. */
  size: number
  messages: ReadonlyMap<number, string>
}

/** More bits than this would want more messages than a document has room for. */
const MAX_SIZE = 8

export const malformedEntry = failed(
  'status-entry-malformed',
  'The credential does not say properly where its status can be looked up.',
)

/** What the values mean; null unless there is one message for each (section 2.1). */
function messagesOf(stated: unknown, size: number): Map<number, string> | null {
  if (stated === undefined) return size === 1 ? new Map() : null
  if (!Array.isArray(stated) || stated.length !== 2 ** size) return null
  const messages = new Map<number, string>()
  for (const item of stated) {
    if (!isObject(item) || typeof item.message !== 'string') return null
    const { status, message } = item
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,2}$/i.test(status)) return null
    messages.set(Number(status), message)
  }
  return messages.size === stated.length ? messages : null
}

/**
 * Reads an entry of `credentialStatus` that names a place in a list (Bitstring Status List 1.0,
 * section 2.1; Status List 2021, section 4.1).
 *
 * @returns the place; the outcome of the check when the entry is malformed; null for other kinds
 */
export function readEntry(entry: JsonObject): ListEntry | CheckResult | null {
  const kind = kinds.find((one) => hasType(entry, one.entry))
  if (!kind) return null
  const { statusPurpose: purpose, statusListIndex: index, statusListCredential: url } = entry
  if (typeof purpose !== 'string' || !isAbsoluteIri(url)) return malformedEntry
  if (typeof index !== 'string' || !/^\d{1,15}$/.test(index)) return malformedEntry
  const size = entry.statusSize ?? 1
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) return malformedEntry
  if (size > MAX_SIZE) {
    const detail = 'The status of the credential has more values than this verifier understands.'
    return inconclusive('status-size-unsupported', detail)
  }
  const messages = messagesOf(entry.statusMessage, size)
  if (!messages) return malformedEntry
  return { kind, purpose, url, index: Number(index), size, messages }
}
