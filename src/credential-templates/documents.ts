import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import {
  readTemplate,
  render,
  type SeriesCredential,
  type TemplatePieces,
} from '../credentials/index.ts'
import { assertions, type Queries } from '../db/index.ts'
import { templateTexts } from './store.ts'

/** The columns of a signed document: the text itself, or what renders it. */
export const storedDocument = {
  credential: assertions.credential,
  templateId: assertions.templateId,
  templateValues: assertions.templateValues,
  credentialHash: assertions.credentialHash,
}

/** A signed document as it is stored; of one that was erased, its hash alone. */
export type StoredDocument = {
  credential: string | null
  templateId: string | null
  templateValues: string | null
  credentialHash: Buffer | null
}

/** What a signed document is stored as: what renders it again and proves it, or where nothing does, itself. */
export function storedAs({
  text,
  rendering,
}: Pick<SeriesCredential, 'text' | 'rendering'>): StoredDocument {
  return rendering === null
    ? { credential: text, templateId: null, templateValues: null, credentialHash: null }
    : {
        credential: null,
        templateId: rendering.template.id,
        templateValues: JSON.stringify(rendering.values),
        credentialHash: hash('sha256', text, 'buffer'),
      }
}

/** A row with its document in the place of what renders it. */
export type WithDocument<Row extends StoredDocument> = Omit<Row, keyof StoredDocument> & {
  credential: string | null
}

/** Templates of that many badge class versions, by the hash of their text: they are what they are. */
const templates = new LRUCache<string, TemplatePieces>({ max: 1_000 })

/**
 * The signed documents, byte for byte as they were signed.
 *
 * @returns their texts, in their order; null for those that were erased
 * @throws Error when one is rendered otherwise than it was signed: nobody may see it then
 */
export async function documentsOf(
  db: Queries,
  stored: readonly StoredDocument[],
): Promise<(string | null)[]> {
  const pieces = await piecesOf(db, stored)
  return stored.map(({ credential, templateId, templateValues, credentialHash }) => {
    if (credential !== null || templateId === null) return credential
    const template = pieces.get(templateId)
    if (template === undefined || templateValues === null || credentialHash === null) {
      throw new Error(`There is no template ${templateId}.`)
    }
    const text = render(template, JSON.parse(templateValues) as string[])
    if (!hash('sha256', text, 'buffer').equals(credentialHash)) {
      throw new Error(`The template ${templateId} renders another document than was signed.`)
    }
    return text
  })
}

/** The same rows, each with its document as it was signed; see {@link documentsOf}. */
export async function withDocuments<Row extends StoredDocument>(
  db: Queries,
  rows: readonly Row[],
): Promise<WithDocument<Row>[]> {
  const documents = await documentsOf(db, rows)
  return rows.map((row, position) => {
    const { credential, templateId, templateValues, credentialHash, ...rest } = row
    return { ...rest, credential: documents[position] as string | null }
  })
}

/** The templates of these documents, by their ids. */
async function piecesOf(db: Queries, stored: readonly StoredDocument[]) {
  const found = new Map<string, TemplatePieces>()
  const missing = new Set<string>()
  for (const { templateId } of stored) {
    if (templateId === null || found.has(templateId)) continue
    const known = templates.get(templateId)
    if (known === undefined) missing.add(templateId)
    else found.set(templateId, known)
  }
  if (missing.size === 0) return found
  for (const { id, text } of await templateTexts(db, [...missing])) {
    const pieces = readTemplate(text)
    templates.set(id, pieces)
    found.set(id, pieces)
  }
  return found
}
