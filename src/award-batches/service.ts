import canonicalize from 'canonicalize'
import { type AssertionService, credentialUrl } from '../assertions/index.ts'
import { currentById } from '../badge-classes/index.ts'
import type { Database } from '../db/index.ts'
import {
  type Actor,
  conflict,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  reused,
} from '../http/index.ts'
import type { Vault } from '../vault.ts'
import { type Control, visible } from './control.ts'
import type { DryRun } from './dry-run.ts'
import type { Reception } from './reception.ts'
import { type Result, resultOf } from './result.ts'
import type { AwardBatch, AwardBatchFilter } from './schema.ts'
import type { Settings } from './settings.ts'
import { type AwardBatchRow, batchById, batchByIdempotency, listBatches } from './store.ts'
import type { Upload } from './upload.ts'

/** What the rows of a batch award, and whose the batch is. */
export type Target = { badgeClassId: string | null; issuerId: string | null }

/** Batches of awards: their rows come in, wait, and are awarded by jobs. */
export type AwardBatchService = {
  /**
   * Looks at what is to be awarded, before anything is read.
   *
   * @param badgeClassId - null when each row says it
   * @throws Problem 404 for a badge class that the actor cannot award, 409 for one that is archived
   */
  target(actor: Actor, badgeClassId: string | null): Promise<Target>
  /**
   * Receives the rows of a batch, which is then queued. With a key that came before it goes on with
   * that batch, or answers it again.
   *
   * @throws Problem 4xx when the rows cannot be read, 422 when the key came with others
   */
  receive(
    actor: Actor,
    order: { target: Target; settings: Settings; key: string | null },
    upload: Upload,
  ): Promise<{ batch: AwardBatch; isReplayed: boolean }>
  /**
   * Receives the rows of a batch that is there again, and what it lacks of them.
   * @throws Problem 409 while they are being received, or when a key with more rights began to send
   *   them, 422 when they are others
   */
  receiveAgain(actor: Actor, id: string, upload: Upload): Promise<AwardBatch>
  /** Whether each row of a batch names its own badge class. */
  namesBadgeClasses(actor: Actor, id: string): Promise<boolean>
  /** What would become of the rows of an upload, some together; see `DryRun`. */
  tryOut(
    actor: Actor,
    order: { target: Target; settings: Settings },
    upload: Upload,
  ): Promise<AsyncGenerator<Result[]>>
  get(actor: Actor, id: string): Promise<AwardBatch>
  list(actor: Actor, filter: AwardBatchFilter, request: PageRequest): Promise<Page<AwardBatch>>
} & { [K in keyof Control]: (actor: Actor, id: string) => Promise<AwardBatch> }

export function createAwardBatchService(deps: {
  database: Database
  vault: Vault
  publicUrl: string
  reception: Reception
  control: Control
  dryRun: DryRun
  present: (row: AwardBatchRow) => AwardBatch
  assertions: AssertionService
}): AwardBatchService {
  const { database, vault, publicUrl, reception, control, dryRun, present } = deps
  const db = database.queries

  const found = async (actor: Actor, id: string) => visible(actor, await batchById(db, id))

  function requestHash({ badgeClassId }: Target, settings: Settings): Buffer {
    const { onInvalid, onDuplicate, notify, columns = null, delimiter = null } = settings
    const asked = { badgeClassId, onInvalid, onDuplicate, columns, delimiter }
    return vault.keyedHash(
      'award-batch-request',
      canonicalize({ ...asked, ...(notify && { notify }) }) ?? '',
    )
  }

  return {
    async target(actor, badgeClassId) {
      if (badgeClassId === null) return { badgeClassId, issuerId: actor.issuerId }
      const current = await currentById(db, badgeClassId)
      const { badgeClass } = current ?? {}
      const isHidden = actor.issuerId !== null && actor.issuerId !== badgeClass?.issuerId
      if (badgeClass === undefined || isHidden) throw notFound('badge class')
      if (badgeClass.archivedAt !== null) {
        throw conflict('This badge class is archived and cannot be awarded.')
      }
      return { badgeClassId, issuerId: badgeClass.issuerId }
    },
    async receive(actor, { target, settings, key }, upload) {
      const idempotencyHash =
        key === null ? null : vault.keyedHash('award-batch-key', actor.id, key)
      const asked = requestHash(target, settings)
      const known = idempotencyHash && (await batchByIdempotency(db, idempotencyHash))
      if (known) {
        if (!known.requestHash.equals(asked)) throw reused()
        const batch = await reception.receiveAgain(known, upload, reused)
        return { batch: present(batch), isReplayed: isWhole(known) }
      }
      const order = {
        ...target,
        actorId: actor.id,
        actorIssuerId: actor.issuerId,
        idempotencyHash,
        requestHash: asked,
        onInvalid: settings.onInvalid,
        onDuplicate: settings.onDuplicate,
        notify: settings.notify,
      }
      return { batch: present(await reception.receive(order, upload)), isReplayed: false }
    },
    async receiveAgain(actor, id, upload) {
      const batch = await found(actor, id)
      // They are awarded with the rights of the key that began it.
      if (actor.issuerId !== null && batch.actorIssuerId !== actor.issuerId) throw ofPlatform()
      return present(await reception.receiveAgain(batch, upload, otherRows))
    },
    namesBadgeClasses: async (actor, id) => (await found(actor, id)).badgeClassId === null,
    async tryOut(actor, { target: { badgeClassId }, settings: { onDuplicate } }, upload) {
      const answers = await dryRun.try({ actor, onDuplicate, badgeClassId }, upload)
      return numbered(answers, (publicId) => credentialUrl(publicUrl, publicId))
    },
    get: async (actor, id) => present(await found(actor, id)),
    async list(actor, filter, request) {
      const rows = await listBatches(db, { ...filter, issuerId: actor.issuerId }, request)
      return page(rows.map(present), request)
    },
    pause: async (actor, id) => present(await control.pause(actor, id)),
    resume: async (actor, id) => present(await control.resume(actor, id)),
    cancel: async (actor, id) => present(await control.cancel(actor, id)),
  }
}

async function* numbered(
  answers: AsyncGenerator<Parameters<typeof resultOf>[1][]>,
  urlOf: (publicId: string) => string,
): AsyncGenerator<Result[]> {
  let row = 0
  for await (const some of answers) {
    yield some.map((answer) => {
      row += 1
      return resultOf(row, answer, urlOf)
    })
  }
}

/** Whether all rows of a batch had come. */
function isWhole({ status }: AwardBatchRow): boolean {
  return status !== 'receiving' && status !== 'incomplete'
}

function ofPlatform(): Problem {
  return conflict(
    'The rows of this batch come from a key of the platform, which can send them again.',
  )
}

function otherRows(): Problem {
  const detail = 'These are not the rows that came for this batch before.'
  return new Problem('other-rows', detail, { errors: [{ field: 'body', detail }] })
}
