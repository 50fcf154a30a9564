import { rfc3339 } from '../http/index.ts'
import type { LearnerPart, PartDocument } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { Contents } from './contents.ts'
import { extensionOf } from './kinds.ts'
import { aboutOf } from './service.ts'
import { deleteFilesOf, filesOf, moveFiles, moveFilesBack } from './store.ts'

/** What is kept of files, as a part of their learner's record. */
export function createFilePart(deps: { vault: Vault; contents: Contents }): LearnerPart {
  const { vault, contents } = deps
  return {
    name: 'files',
    readWith: 'applications:read',
    async *documents(db, learnerId): AsyncGenerator<PartDocument> {
      for (const row of await filesOf(db, learnerId)) {
        const { id, mediaType, sizeBytes: size } = row
        const content = `${id}/content.${extensionOf(mediaType)}`
        const sent = { mediaType, size, createdAt: rfc3339(row.createdAt) }
        yield { path: `${id}/file.json`, content: { id, ...aboutOf(vault, row), ...sent, content } }
        yield { path: content, content: await whole(await contents.read(row)) }
      }
    },
    move: (tx, from, to) => moveFiles(tx, from, to),
    moveBack: (tx, moved, from) => moveFilesBack(tx, moved as string[], from),
    async erase(tx, learnerId) {
      await contents.removeLater(tx, await deleteFilesOf(tx, learnerId))
    },
  }
}

async function whole(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}
