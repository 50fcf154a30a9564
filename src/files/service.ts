import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  rfc3339,
} from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import type { Contents } from './contents.ts'
import { FileStoreError } from './file-store.ts'
import { extensionOf } from './kinds.ts'
import { discard, type Incoming, type Received, receiveFile } from './reception.ts'
import type { StoredFile } from './schema.ts'
import {
  countFilesOf,
  deleteFile,
  type FileRow,
  fileFor,
  holdFiles,
  insertFile,
  isInUse,
  listFiles,
  lockFilesOf,
  sameFile,
} from './store.ts'

/** So many of one learner are more than anybody shows; a key that leaked cannot fill the store. */
const MOST_FILES = 500

/** A file that came, whose it is, and what its sender calls it. */
export type NewFile = { received: Received; learnerId: string; name: string | null }

/** A file to be handed out. */
export type FileContent = {
  name: string
  mediaType: string
  size: number
  content: AsyncIterable<Buffer>
}

/**
 * Files of learners: evidence of what they did. Whoever sent one, its learner, the platform, and who
 * has to look at it for a decision, can read it; for all others it does not exist.
 */
export type FileService = {
  /**
   * Whose the files are that this caller sends.
   * @throws Problem 400 when it names nobody, 404 for a learner whom it does not know
   */
  learnerFor(actor: Actor, learnerId: string | undefined): Promise<string>
  /** Takes a file in, encrypted, without keeping it; see {@link receiveFile}. */
  receive(incoming: Incoming): Promise<Received>
  /** Removes what was taken in and is not kept. */
  discard(received: Received): Promise<void>
  /** Puts what was taken in into the store, before the transaction that keeps it. */
  put(file: NewFile): Promise<void>
  /**
   * Keeps a file. One with the same content and name is found instead.
   * @throws Problem 409 when the learner has too many
   */
  create(tx: Transaction, actor: Actor, file: NewFile): Promise<Created<StoredFile>>
  get(actor: Actor, id: string): Promise<StoredFile>
  /** Oldest first. */
  list(
    actor: Actor,
    filter: { learnerId?: string },
    request: PageRequest,
  ): Promise<Page<StoredFile>>
  content(actor: Actor, id: string): Promise<FileContent>
  /** Which of these are files of this learner that the caller may show; held until the transaction ends. */
  holdOf(tx: Transaction, actor: Actor, learnerId: string, ids: string[]): Promise<string[]>
  /**
   * Deletes a file with its bytes.
   * @throws Problem 403 when somebody else sent it, 409 while an application shows it
   */
  delete(actor: Actor, id: string): Promise<void>
}

/**
 * @param deps.folder - of the local disk, where files are while they come
 */
export function createFileService(deps: {
  database: Database
  vault: Vault
  learners: Pick<LearnerService, 'areKnown'>
  contents: Contents
  folder: string
  maxBytes: number
  now: () => Date
}): FileService {
  const { database, vault, learners, contents, folder, maxBytes, now } = deps

  const toFile = (row: FileRow): StoredFile => {
    const about = aboutOf(vault, row)
    return {
      id: row.id,
      learnerId: row.learnerId,
      name: about.name,
      mediaType: row.mediaType,
      size: row.sizeBytes,
      sha256: about.sha256,
      createdAt: rfc3339(row.createdAt),
    }
  }

  async function find(actor: Actor, id: string): Promise<FileRow> {
    const row = await fileFor(database.queries, actor, id)
    if (row === undefined) throw notFound('file')
    return row
  }

  return {
    async learnerFor(actor, given) {
      const learnerId = given ?? actor.learnerId
      if (learnerId === null) {
        throw invalid({ field: 'learnerId', detail: 'learnerId is required: whose file it is.' })
      }
      const asked = [{ learnerId, issuerId: actor.issuerId }]
      const isOther = actor.learnerId !== null && actor.learnerId !== learnerId
      const isKnown =
        actor.learnerId === learnerId || (await learners.areKnown(database.queries, asked))[0]
      if (isOther || !isKnown) throw notFound('learner', 'learnerId')
      return learnerId
    },
    receive: (incoming) => receiveFile(incoming, { folder, maxBytes }),
    discard,
    async put({ received }) {
      try {
        await contents.store.put(received.storedAs, received)
      } catch (cause) {
        if (!(cause instanceof FileStoreError)) throw cause
        throw new Problem('unavailable', 'The store of files does not answer.')
      }
    },
    async create(tx, actor, { received, learnerId, name }) {
      const { issuerId } = actor
      const { contentSha256: sha256, key, mediaType, size, storedAs } = received
      const contentHash = vault.keyedHash('file-content', sha256, name ?? '')
      await lockFilesOf(tx, learnerId)
      const there = await sameFile(tx, { learnerId, contentHash, issuerId })
      if (there !== undefined) {
        await contents.removeLater(tx, [{ store: contents.store.id, storedAs }])
        return { resource: toFile(there), revision: 1, isNew: false }
      }
      if ((await countFilesOf(tx, learnerId)) >= MOST_FILES) {
        throw conflict(`This learner has ${MOST_FILES} files, and can have no more.`)
      }
      const row = await insertFile(tx, {
        id: uuidv7(),
        learnerId,
        issuerId,
        sentBy: actor.id,
        store: contents.store.id,
        storedAs,
        mediaType,
        sizeBytes: size,
        contentHash,
        sealedKey: vault.seal(key, 'file-key'),
        sealedAbout: vault.seal(JSON.stringify({ name, sha256 }), 'file-about'),
        createdAt: now(),
      })
      return { resource: toFile(row), revision: 1 }
    },
    get: async (actor, id) => toFile(await find(actor, id)),
    async list(actor, filter, request) {
      return page((await listFiles(database.queries, actor, filter, request)).map(toFile), request)
    },
    holdOf: (tx, actor, learnerId, ids) =>
      ids.length === 0 ? Promise.resolve([]) : holdFiles(tx, actor, learnerId, ids),
    async content(actor, id) {
      const row = await find(actor, id)
      const { mediaType, sizeBytes } = row
      const name = aboutOf(vault, row).name ?? `file.${extensionOf(mediaType)}`
      return { name, mediaType, size: sizeBytes, content: await contents.read(row) }
    },
    async delete(actor, id) {
      const { learnerId, issuerId, id: fileId } = await find(actor, id)
      const isOwn =
        actor.learnerId === null
          ? actor.issuerId === null || actor.issuerId === issuerId
          : actor.learnerId === learnerId
      if (!isOwn)
        throw new Problem('insufficient-scope', 'That is for whoever sent the file to do.')
      await database.transaction(async (tx) => {
        if (await isInUse(tx, fileId)) {
          throw conflict('An application shows this file: withdraw it, or take the file out of it.')
        }
        await contents.removeLater(tx, await deleteFile(tx, fileId))
      })
    },
  }
}

/** What a file is called, and the hash of its content. */
export function aboutOf(vault: Vault, row: FileRow): { name: string | null; sha256: string } {
  return JSON.parse(vault.open(row.sealedAbout, 'file-about').toString())
}
