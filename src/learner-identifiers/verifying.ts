import { randomInt, timingSafeEqual } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import { type Actor, conflict, invalid, notFound, Problem, rfc3339 } from '../http/index.ts'
import { type Identifier, noteClaimed } from '../learners/index.ts'
import type { Mail } from '../mail/index.ts'
import type { Vault } from '../vault.ts'
import type { Answer, NewVerification, Verification } from './schema.ts'
import {
  completeVerification,
  countVerifications,
  type IdentifierRow,
  insertVerification,
  lockIdentifier,
  takeAttempt,
  type VerificationRow,
  verificationById,
} from './store.ts'

export const MINUTES = 15
export const ATTEMPTS = 5
/** How often in an hour, whoever asks. */
const MOST_AN_HOUR = 5
const HOUR_MS = 3_600_000

/** Whether a presentation was signed by this holder, for this occasion. */
export type PresentedBy = (
  presented: { presentation: unknown } | { jwt: string },
  asked: { holder: string; challenge: string; domain: string },
) => Promise<boolean>

/** An identifier whose holder is asked. */
export type Questioned = { row: IdentifierRow; identifier: Identifier; learnerId: string }

export type VerifyingDeps = {
  database: Database
  vault: Vault
  mail: Mail
  presentedBy: PresentedBy
  publicUrl: string
  now: () => Date
}

/**
 * Asks whoever holds an identifier to show it: sends a code to an address, or gives a challenge for
 * the key of a DID.
 *
 * @throws Problem 400 where the method does not fit, 429 when this was asked too often
 */
export async function ask(
  tx: Transaction,
  { vault, mail, publicUrl, now }: VerifyingDeps,
  actor: Actor,
  { row, identifier, learnerId }: Questioned,
  { method, language, link }: NewVerification,
): Promise<Verification> {
  if (
    (method === 'mail') !== (identifier.type === 'email') ||
    (method === 'did') !== (identifier.type === 'did')
  ) {
    const detail =
      'method does not fit this type of identifier: `mail` is for e-mail addresses, `did` for DIDs.'
    throw invalid({ field: 'method', detail })
  }
  if (link !== undefined && actor.learnerId !== null) {
    throw invalid({ field: 'link', detail: "link cannot be set with a learner's token." })
  }
  const at = now()
  await lockIdentifier(tx, row.id)
  await refuseTooMany(tx, row.blindIndex, at, 'identifierId')
  const id = uuidv7()
  const code = newCode()
  const expiresAt = new Date(at.getTime() + MINUTES * 60_000)
  const inserted = await insertVerification(tx, {
    id,
    identifierId: row.id,
    blindIndex: row.blindIndex,
    issuerId: actor.issuerId,
    method,
    codeHash: method === 'mail' ? hashOf(vault, id, code) : null,
    attemptsLeft: ATTEMPTS,
    createdAt: at,
    expiresAt,
  })
  if (method === 'mail') {
    await mail.send(tx, {
      kind: 'address-verification',
      to: identifier.value,
      language: language ?? null,
      values: {
        code: legible(code),
        minutes: MINUTES,
        // Behind the #, so that it stands in no log of a server.
        ...(link !== undefined && {
          url: `${link.split('#', 1)[0]}#verification=${id}&code=${code}`,
        }),
      },
      about: { learnerId, issuerId: actor.issuerId },
      expiresAt,
    })
  }
  return toVerification(vault, publicUrl, inserted)
}

/**
 * Takes an answer. Every wrong one uses up an attempt, also of those that come at the same time.
 *
 * @throws Problem 400 for a wrong answer, 404 where nothing was asked, 409 when it is too late
 */
export async function answer(
  deps: VerifyingDeps,
  actor: Actor,
  { row, identifier, learnerId }: Questioned,
  verificationId: string,
  given: Answer,
): Promise<void> {
  const { database, vault, publicUrl, now } = deps
  const db = database.queries
  const asked = await verificationById(db, verificationId, row.id)
  if (asked === undefined || (actor.issuerId !== null && asked.issuerId !== actor.issuerId)) {
    throw notFound('verification', 'verificationId')
  }
  const answered = given.jwt === undefined ? 'presentation' : 'jwt'
  const field = asked.method === 'mail' ? 'code' : answered
  if ((given.code !== undefined) !== (asked.method === 'mail')) {
    throw invalid({ field, detail: `${field} is what this verification waits for.` })
  }
  if (!(await takeAttempt(db, asked.id, now()))) {
    throw conflict(
      'This verification is over: it was answered, expired, or was answered wrongly too often.',
    )
  }
  const isRight =
    given.code === undefined
      ? await deps.presentedBy(
          given.jwt === undefined ? { presentation: given.presentation } : { jwt: given.jwt },
          { holder: identifier.value, ...occasionOf(vault, publicUrl, asked.id) },
        )
      : isCode(vault, asked, given.code)
  if (!isRight) throw invalid({ field, detail: `${field} is not the right answer.` })
  await database.transaction(async (tx) => {
    const at = now()
    if (!(await completeVerification(tx, asked.id, at))) {
      throw conflict('This verification was answered already, or has just expired.')
    }
    await noteClaimed(tx, { learnerId, issuerId: asked.issuerId, at })
  })
}

/**
 * @param field - what of the request names the identifier
 * @throws Problem 429 when this identifier was asked about too often
 */
export async function refuseTooMany(
  tx: Transaction,
  blindIndex: Buffer,
  at: Date,
  field: string,
): Promise<void> {
  const since = new Date(at.getTime() - HOUR_MS)
  if ((await countVerifications(tx, blindIndex, since)) < MOST_AN_HOUR) return
  const detail = 'This identifier was asked about too often; try again in an hour.'
  throw new Problem('rate-limited', detail, {
    errors: [{ field, detail }],
    headers: { 'retry-after': String(HOUR_MS / 1000) },
  })
}

/** Eight digits for somebody to type. */
export function newCode(): string {
  return String(randomInt(100_000_000)).padStart(8, '0')
}

/** A code as it stands in a mail. */
export function legible(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}

/** Whether this is the code that was sent, as somebody typed it. */
export function isCode(vault: Vault, { id, codeHash }: VerificationRow, typed: string): boolean {
  return isSame(codeHash, hashOf(vault, id, typed.replace(/[\s-]/g, '')))
}

/** What is to be signed: told apart from every other by its id, and known to nobody before. */
function occasionOf(vault: Vault, publicUrl: string, id: string) {
  const challenge = vault.keyedHash('did-challenge', id).toString('base64url')
  return { challenge, domain: new URL(publicUrl).host }
}

function toVerification(vault: Vault, publicUrl: string, row: VerificationRow): Verification {
  const occasion =
    row.method === 'did' ? occasionOf(vault, publicUrl, row.id) : { challenge: null, domain: null }
  return {
    id: row.id,
    method: row.method as Verification['method'],
    expiresAt: rfc3339(row.expiresAt),
    ...occasion,
  }
}

/** Keyed: eight digits could be guessed back from a plain hash. */
export function hashOf(vault: Vault, id: string, code: string): Buffer {
  return vault.keyedHash('identifier-code', id, code)
}

function isSame(one: Buffer | null, other: Buffer): boolean {
  return one !== null && timingSafeEqual(one, other)
}
