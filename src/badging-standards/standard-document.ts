import type { BadgingStandardRow } from './store.ts'

/** What the world reads of a badging standard. */
export type StandardDocument = { id: string; name: string; description?: string; url?: string }

/** The public URL of a badging standard, which is also its id. */
export function standardUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/standards/${id}`
}

/** The public document of a badging standard; members that are not set are left out. */
export function standardDocument(
  { id, name, description, url }: BadgingStandardRow,
  publicUrl: string,
): StandardDocument {
  return {
    id: standardUrl(publicUrl, id),
    name,
    ...(description !== null && { description }),
    ...(url !== null && { url }),
  }
}
