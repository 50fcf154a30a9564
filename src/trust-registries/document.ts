import { isObject } from '../credentials/index.ts'

/** The issuers that a registry lists: their names, by DID or URL. */
export type Listed = ReadonlyMap<string, string>

/** More than any registry of the field lists; what is read is kept in memory. */
const MAX_ISSUERS = 100_000
const MAX_NAME = 200

/**
 * Reads a registry in the form of the Digital Credentials Consortium, which other services publish
 * theirs in too: `{"registry": {"did:web:...": {"name": "...", "url": "...", "location": "..."}}}`.
 * Entries without a name go by their id.
 *
 * @returns null for anything else
 */
export function readRegistry(document: unknown): Listed | null {
  const registry = isObject(document) ? document.registry : undefined
  if (!isObject(registry)) return null
  const entries = Object.entries(registry)
  if (entries.length > MAX_ISSUERS) return null
  return new Map(
    entries
      .filter(([, entry]) => isObject(entry))
      .map(([id, entry]) => {
        const { name } = entry as { name?: unknown }
        return [id, typeof name === 'string' && name !== '' ? name.slice(0, MAX_NAME) : id]
      }),
  )
}
