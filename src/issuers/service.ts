import { uuidv7 } from 'uuidv7'
import { hostedUrls } from '../credentials/index.ts'
import type { Database, Queries } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  checkRevision,
  lifecycleOf,
  notFound,
  Problem,
  page,
  type ResourceService,
} from '../http/index.ts'
import type { ImageService } from '../images/index.ts'
import type { KeyCustody } from '../key-stores/index.ts'
import type { Vault } from '../vault.ts'
import { ownDid } from './identity.ts'
import { insertKey } from './key-store.ts'
import type { Issuer, IssuerPatch, JwtAlgorithm, NewIssuer, ProofSuite } from './schema.ts'
import {
  type IssuerRow,
  insertIssuer,
  issuerById,
  issuerFor,
  listIssuers,
  lockIssuer,
  updateIssuer,
} from './store.ts'

/**
 * Issuers. Creating one makes its signing key and its DID, and is not for keys bound to an issuer.
 * Changing one changes nothing that it already signed.
 */
export type IssuerService = ResourceService<NewIssuer, IssuerPatch, Issuer, Issuer, object>

/**
 * @param deps.publicUrl - origin that did:web identities and profile URLs are made under
 */
export function createIssuerService(deps: {
  database: Database
  vault: Vault
  custody: KeyCustody
  publicUrl: string
  now: () => Date
  images: ImageService
}): IssuerService {
  const { database, vault, custody, publicUrl, now, images } = deps

  const toIssuer = (row: IssuerRow): Issuer => ({
    id: row.id,
    did: row.did,
    name: row.name,
    url: row.url,
    email: row.sealedEmail === null ? null : vault.open(row.sealedEmail, 'issuer-email').toString(),
    description: row.description,
    image: row.image,
    proofSuites: row.proofSuites as ProofSuite[],
    jwtAlgorithm: row.jwtAlgorithm as JwtAlgorithm,
    profileUrl: `${publicUrl}/issuers/${row.id}`,
    openBadges2Url: row.sealedEmail === null ? null : hostedUrls(publicUrl).issuer(row.id),
    ...lifecycleOf(row),
  })
  const sealEmail = (email: string | null) =>
    email === null ? null : vault.seal(email, 'issuer-email')
  const answer = (row: IssuerRow) => ({ resource: toIssuer(row), revision: row.revision })

  async function change(
    actor: Actor,
    id: string,
    expected: number[] | null,
    changes: (row: IssuerRow) => Partial<IssuerRow>,
  ): Promise<IssuerRow> {
    requireVisible(actor, id)
    return database.transaction(async (tx) => {
      const row = await lockIssuer(tx, id)
      if (row === undefined) throw notFound('issuer')
      checkRevision(row.revision, expected)
      recordEvents(tx, [{ type: 'issuer.changed', issuerId: id, subjectIds: [id] }])
      return updateIssuer(tx, id, {
        ...changes(row),
        updatedAt: now(),
        revision: row.revision + 1,
      })
    })
  }

  return {
    prepare: (_actor, input) => images.adopt(input),
    async create(tx, actor, input) {
      if (actor.issuerId !== null) {
        throw new Problem(
          'insufficient-scope',
          'This API key is bound to one issuer and cannot create another.',
        )
      }
      const id = uuidv7()
      const key = await custody.make('Ed25519')
      const did = ownDid(publicUrl, id, key.publicKeyMultibase as string)
      const at = now()
      const row = await insertIssuer(tx, {
        id,
        did,
        name: input.name,
        url: input.url,
        sealedEmail: sealEmail(input.email ?? null),
        description: input.description ?? null,
        image: input.image ?? null,
        proofSuites: input.proofSuites ?? ['eddsa-rdfc-2022'],
        jwtAlgorithm: input.jwtAlgorithm ?? 'RS256',
        createdAt: at,
        updatedAt: at,
      })
      await insertKey(tx, publicUrl, { id: uuidv7(), issuerId: id, did, ...key, createdAt: at })
      recordEvents(tx, [{ type: 'issuer.created', issuerId: id, subjectIds: [id] }])
      return answer(row)
    },
    async get(actor, id) {
      const row = await issuerFor(database.queries, actor, id)
      if (row === undefined) throw notFound('issuer')
      return answer(row)
    },
    async list(actor, _filter, request) {
      const rows = await listIssuers(database.queries, actor, request)
      return page(rows.map(toIssuer), request)
    },
    async update(actor, id, patch, expected) {
      const { archived, email, ...rest } = patch
      const row = await change(actor, id, expected, (before) => ({
        ...rest,
        ...(email !== undefined && { sealedEmail: sealEmail(email) }),
        ...(archived !== undefined && {
          archivedAt: archived ? (before.archivedAt ?? now()) : null,
        }),
      }))
      return answer(row)
    },
    async archive(actor, id, expected) {
      await change(actor, id, expected, (before) => ({ archivedAt: before.archivedAt ?? now() }))
    },
  }
}

/** Whether there is such an issuer; for services that take an issuer's id. */
export async function issuerExists(db: Queries, id: string): Promise<boolean> {
  return (await issuerById(db, id)) !== undefined
}

function requireVisible(actor: Actor, id: string): void {
  if (actor.issuerId !== null && actor.issuerId !== id) throw notFound('issuer')
}
