import type { AssertionService } from '../assertions/index.ts'
import { isObject, type JsonObject, statusEntry } from '../credentials/index.ts'
import type { Database } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound, Problem } from '../http/index.ts'
import { bumpRevisions, type StatusPurpose, statusListUrl } from '../status-lists/index.ts'
import type { StatusAnswer, StatusRequest } from './status-schema.ts'
import { type CredentialStatusRow, changeStatuses, lockStatuses } from './store.ts'

export type StatusSetting = {
  database: Database
  assertions: Pick<AssertionService, 'atAddress' | 'revoke' | 'suspend' | 'reinstate'>
  publicUrl: string
  now: () => Date
}

/** What is told of an assertion whose status was set by a caller who gives no reason. */
const REASON = 'The issuer gave no reason.'

type Entry = StatusAnswer['credentialStatus'][number]

/** One status entry that a caller wants set or cleared, and its place in the request. */
type Wish = { field: string; value: boolean; named: Partial<JsonObject> }

function wishesOf({ credentialStatus, status = true }: StatusRequest): Wish[] {
  return [credentialStatus].flat().map(({ status: own, type: _, ...named }, at) => ({
    field: Array.isArray(credentialStatus) ? `credentialStatus[${at}]` : 'credentialStatus',
    value: own === undefined ? status : own === '1' || own === 'true',
    named,
  }))
}

/** The one of the entries that a wish is about. */
function chosen<E extends { entry: Omit<Entry, 'status'> }>(entries: E[], wish: Wish): E {
  const { field, named } = wish
  const matching = entries.filter(({ entry }) =>
    Object.entries(named).every(([member, value]) => entry[member as keyof typeof entry] === value),
  )
  const [first, second] = matching
  if (first === undefined) {
    throw invalid({ field, detail: `${field}: the credential has no such status entry.` })
  }
  if (second !== undefined) {
    const detail = `${field} must have a statusPurpose: the credential has several entries.`
    throw invalid({ field, detail })
  }
  return first
}

/** Of a credential that was signed by the VC API. */
async function setOfCredential(
  { database, publicUrl, now }: StatusSetting,
  actor: Actor,
  request: StatusRequest,
): Promise<Entry[]> {
  const { credentialId } = request
  return database.transaction(async (tx) => {
    const place = placeIn(credentialId, publicUrl)
    const rows = await lockStatuses(tx, { credentialId, place }, actor.issuerId)
    if (rows.length === 0) throw notFound('credential', 'credentialId')
    if (new Set(rows.map(({ issuerId }) => issuerId)).size > 1) {
      throw conflict(
        'Several issuers call a credential so: use a key of its issuer.',
        'credentialId',
      )
    }
    const entries = rows.map((row) => ({ row, entry: entryOf(row, publicUrl) }))
    const wanted = wishesOf(request).map((wish) => ({ wish, ...chosen(entries, wish) }))
    const changed = wanted.filter(({ row, wish }) => (row.setAt !== null) !== wish.value)
    for (const { row, wish } of changed) {
      if (row.purpose === 'revocation' && !wish.value) throw revokedForGood(wish)
    }
    for (const value of [true, false]) {
      const ids = changed.filter(({ wish }) => wish.value === value).map(({ row }) => row.id)
      await changeStatuses(tx, ids, { isSet: value, by: actor.id, at: now() })
    }
    await bumpRevisions(tx, [...new Set(changed.map(({ row }) => row.statusListId))])
    return wanted.map(({ wish, entry }) => ({ ...entry, status: wish.value }))
  })
}

/** Of an assertion, in the same way as by its own operations. */
async function setOfAssertion(
  { assertions }: StatusSetting,
  actor: Actor,
  request: StatusRequest,
): Promise<Entry[]> {
  const scope = 'assertions:write'
  if (!actor.scopes.has(scope))
    throw new Problem('insufficient-scope', `This needs the scope ${scope}.`)
  const assertion = await assertions.atAddress(actor, request.credentialId)
  if (assertion === undefined) throw notFound('credential', 'credentialId')
  const { id, status, credential } = assertion
  const { credentialStatus } = credential as JsonObject
  const entry = (isObject(credentialStatus) ? credentialStatus : {}) as Omit<Entry, 'status'>
  const wishes = wishesOf(request)
  for (const wish of wishes) {
    chosen([{ entry }], wish)
    if (entry.statusPurpose === 'revocation') {
      if (wish.value) await assertions.revoke(actor, id, REASON, null)
      else if (status === 'revoked') throw revokedForGood(wish)
    } else {
      const change = wish.value ? assertions.suspend : assertions.reinstate
      await change(actor, id, REASON, null)
    }
  }
  return wishes.map(({ value }) => ({ ...entry, status: value }))
}

/**
 * Sets or clears the status of a credential that an issuer here has issued.
 *
 * @throws Problem 404 for a credential that the caller may not know of, 400 for an entry that it does
 *   not have, 409 for a revocation that should be undone
 */
export async function setStatus(
  deps: StatusSetting,
  actor: Actor,
  request: StatusRequest,
): Promise<StatusAnswer> {
  const { credentialId } = request
  const isAssertion = credentialId.startsWith(`${deps.publicUrl}/credentials/`)
  const set = isAssertion ? setOfAssertion : setOfCredential
  return { credentialId, credentialStatus: await set(deps, actor, request) }
}

function entryOf(row: CredentialStatusRow, publicUrl: string): Omit<Entry, 'status'> {
  return statusEntry({
    statusListCredential: statusListUrl(publicUrl, row.statusListId),
    statusListIndex: row.statusListIndex,
    statusPurpose: row.purpose as StatusPurpose,
  }) as Omit<Entry, 'status'>
}

/** The place that the id of a status entry of ours names; null for any other text. */
function placeIn(entryId: string, publicUrl: string) {
  const prefix = statusListUrl(publicUrl, '')
  if (!entryId.startsWith(prefix)) return null
  const [, statusListId, index] =
    /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})#(\d{1,9})$/.exec(
      entryId.slice(prefix.length),
    ) ?? []
  return statusListId === undefined ? null : { statusListId, index: Number(index) }
}

function revokedForGood({ field }: Wish): Problem {
  return conflict('It is revoked, which is for good.', field)
}
