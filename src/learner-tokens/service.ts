import { createHash, randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  LEARNER_SCOPES,
  notFound,
  type Page,
  type PageRequest,
  Problem,
  page,
  type Scope,
  unauthenticated,
} from '../http/index.ts'
import { type LearnerService, noteClaimed } from '../learners/index.ts'
import { toLearnerToken } from './resource.ts'
import type { LearnerToken, LearnerTokenWithSecret, NewLearnerToken } from './schema.ts'
import {
  deleteLearnerTokensBefore,
  insertLearnerToken,
  listLearnerTokens,
  presentedToken,
  revokeLearnerToken,
} from './store.ts'

const TOKEN = /^wlt_[\w-]{43}$/
/** How long one that is over is still listed. */
const KEPT_MS = 30 * 86_400_000

/** Tokens with which learners call for themselves, for a short time. */
export type LearnerTokenService = {
  /**
   * Mints a token; the answer is the only place where it ever stands. Minted by a key bound to an
   * issuer, it sees of its learner what that key could see.
   */
  create(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    input: NewLearnerToken,
  ): Promise<Created<LearnerTokenWithSecret>>
  /** Oldest first; those that are over when the request asks for what is archived. */
  list(actor: Actor, learnerId: string, request: PageRequest): Promise<Page<LearnerToken>>
  /** Revokes a token at once; revoking twice changes nothing. */
  revoke(actor: Actor, learnerId: string, id: string): Promise<void>
  /**
   * The learner behind a presented token.
   * @throws Problem 401 for one that is not known, or over
   */
  authenticate(token: string): Promise<Actor>
  /** The job: deletes what is long over. */
  forget(): Promise<void>
}

/** Whether what is presented is a token, rather than an API key. */
export function isLearnerToken(presented: string): boolean {
  return TOKEN.test(presented)
}

/** A {@link LearnerTokenService}; of a token only a hash is kept. */
export function createLearnerTokenService(deps: {
  database: Database
  learners: LearnerService
  now: () => Date
}): LearnerTokenService {
  const { database, learners, now } = deps
  return {
    async create(tx, actor, learnerId, input) {
      const { resource: learner } = await learners.get(actor, learnerId)
      if (learner.archivedAt !== null) throw conflict('The learner is archived.')
      const secret = randomBytes(32).toString('base64url')
      const token = `wlt_${secret}`
      const at = now()
      const row = await insertLearnerToken(tx, {
        id: uuidv7(),
        learnerId,
        issuerId: actor.issuerId,
        apiKeyId: actor.id === 'admin' ? null : actor.id,
        secretHash: sha256(token),
        scopes: scopesOf(actor, input.scopes),
        createdAt: at,
        expiresAt: new Date(at.getTime() + input.expiresIn * 1000),
      })
      await noteClaimed(tx, { learnerId, issuerId: actor.issuerId, at })
      return { resource: { ...toLearnerToken(row), token }, revision: 1, unkept: true }
    },
    async list(actor, learnerId, request) {
      await learners.get(actor, learnerId)
      const of = { learnerId, issuerId: actor.issuerId, at: now() }
      return page(
        (await listLearnerTokens(database.queries, of, request)).map(toLearnerToken),
        request,
      )
    },
    async revoke(actor, learnerId, id) {
      await learners.get(actor, learnerId)
      const of = { id, learnerId, issuerId: actor.issuerId, at: now() }
      if (!(await revokeLearnerToken(database.queries, of))) throw notFound('token', 'tokenId')
    },
    async authenticate(token) {
      const row = await presentedToken(database.queries, sha256(token))
      if (row !== undefined && row.expiresAt <= now()) {
        throw unauthenticated("This learner's token has expired.")
      }
      if (row === undefined || !row.stands) {
        throw unauthenticated("This learner's token is not known, or was revoked.")
      }
      const { id, scopes, issuerId, learnerId } = row
      return { id, scopes: new Set(scopes as Scope[]), issuerId, placeId: null, learnerId }
    },
    forget: () => deleteLearnerTokensBefore(database.queries, new Date(now().getTime() - KEPT_MS)),
  }
}

/** @throws Problem 403 for a scope that the minting key does not have, or when it has none for learners */
function scopesOf(actor: Actor, asked: readonly Scope[] | undefined): Scope[] {
  const scopes = asked ?? LEARNER_SCOPES.filter((scope) => actor.scopes.has(scope))
  const beyond = scopes.findIndex((scope) => !actor.scopes.has(scope))
  if (beyond >= 0) {
    const detail = `scopes[${beyond}] is a scope that the calling key does not have.`
    throw new Problem('insufficient-scope', detail, {
      errors: [{ field: `scopes[${beyond}]`, detail }],
    })
  }
  if (scopes.length === 0) {
    const detail = 'The calling key has no scope that a learner can have.'
    throw new Problem('insufficient-scope', detail, { errors: [{ field: 'scopes', detail }] })
  }
  return [...scopes]
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
