import { randomInt, timingSafeEqual } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from '../db/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  notFound,
  Problem,
  rfc3339,
} from '../http/index.ts'
import type { LearnerService } from '../learners/index.ts'
import type { Mail } from '../mail/index.ts'
import type { Vault } from '../vault.ts'
import { mustSpeakForLearners } from './callers.ts'
import {
  answerRequest,
  countAttempt,
  countRequests,
  type GuardianRequestRow,
  insertRequest,
  lockRequest,
  requestsOf,
} from './guardian-store.ts'
import type { GuardianAnswer, GuardianRequest, NewGuardianRequest } from './schema.ts'
import type { ConsentService } from './service.ts'
import { lockLearner, textById } from './store.ts'

const DAYS = 14
const DAY_MS = 86_400_000
/** Wrong codes after which a request is over: of 2^80 codes nobody finds the right one. */
const MOST_ATTEMPTS = 10
/** Requests for one learner in a day: nobody's letter box is filled. */
const MOST_A_DAY = 5
/** Without letters and digits that are mistaken for each other (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Guardians are asked by mail, with a code that nobody else is told. */
export type Guardians = {
  ask(
    tx: Transaction,
    actor: Actor,
    learnerId: string,
    input: NewGuardianRequest,
  ): Promise<Created<GuardianRequest>>
  list(actor: Actor, learnerId: string): Promise<GuardianRequest[]>
  /** @throws Problem 403 for a wrong code, 409 when it was answered or is over */
  answer(actor: Actor, id: string, answer: GuardianAnswer): Promise<GuardianRequest>
}

type Guardian = { name: string; email: string; shownName: string | null }

/** {@link Guardians} who are asked by `mail`, and whose answers `consents` keeps. */
export function createGuardians(deps: {
  database: Database
  vault: Vault
  now: () => Date
  learners: LearnerService
  mail: Mail
  consents: ConsentService
}): Guardians {
  const { database, vault, now, learners, mail, consents } = deps

  const hashOf = (code: string) =>
    vault.keyedHash('guardian-code', code.toUpperCase().replace(/[^0-9A-Z]/g, ''))

  function toRequest(row: GuardianRequestRow): GuardianRequest {
    const { id, learnerId, consentTextId, createdAt, expiresAt } = row
    const isOver = expiresAt <= now() || row.attempts >= MOST_ATTEMPTS
    return {
      id,
      learnerId,
      consentTextId,
      status: (row.decision ?? (isOver ? 'expired' : 'open')) as GuardianRequest['status'],
      createdAt: rfc3339(createdAt),
      expiresAt: rfc3339(expiresAt),
    }
  }

  return {
    async ask(tx, actor, learnerId, { consentTextId, guardian, shownName }) {
      mustSpeakForLearners(actor)
      const { resource: learner } = await learners.get(actor, learnerId)
      const text = await textById(tx, consentTextId)
      if (text === undefined) throw notFound('consent text', 'consentTextId')
      const email = guardian.email.toLowerCase()
      if (
        learner.identifiers.some(
          ({ type, value }) => type === 'email' && value.toLowerCase() === email,
        )
      ) {
        const detail = "guardian.email must not be the learner's own."
        throw invalid({ field: 'guardian.email', detail })
      }
      const name = text.purpose === 'public-name' ? (shownName ?? learner.displayName) : null
      if (text.purpose === 'public-name' && name === null) {
        throw conflict('The learner has no display name to be shown.', 'shownName')
      }
      await lockLearner(tx, learnerId)
      const at = now()
      if ((await countRequests(tx, learnerId, new Date(at.getTime() - DAY_MS))) >= MOST_A_DAY) {
        throw conflict('Guardians of this learner were asked often enough today.')
      }
      const code = newCode()
      const expiresAt = new Date(at.getTime() + DAYS * DAY_MS)
      const told: Guardian = { name: guardian.name, email, shownName: name }
      const row = await insertRequest(tx, {
        id: uuidv7(),
        learnerId,
        consentTextId,
        sealedGuardian: vault.seal(JSON.stringify(told), 'guardian'),
        codeHash: hashOf(code),
        createdAt: at,
        expiresAt,
      })
      await mail.send(tx, {
        kind: 'guardian-request',
        to: email,
        language: guardian.language ?? text.language,
        values: {
          code,
          days: DAYS,
          wording: text.wording,
          ...(name !== null && { shownName: name }),
        },
        about: { learnerId },
        expiresAt,
      })
      return { resource: toRequest(row), revision: 1, unkept: true }
    },
    async list(actor, learnerId) {
      mustSpeakForLearners(actor)
      await learners.get(actor, learnerId)
      return (await requestsOf(database.queries, learnerId)).map(toRequest)
    },
    async answer(actor, id, { code, decision }) {
      mustSpeakForLearners(actor)
      const outcome = await database.transaction(async (tx) => {
        const row = await lockRequest(tx, id)
        if (row === undefined || (actor.learnerId ?? row.learnerId) !== row.learnerId) {
          throw notFound('guardian request')
        }
        const { status } = toRequest(row)
        if (status !== 'open') throw conflict(`It is ${status} already.`)
        if (!timingSafeEqual(hashOf(code), row.codeHash)) {
          // Kept, though the request fails: the transaction commits.
          await countAttempt(tx, id)
          return null
        }
        await answerRequest(tx, id, decision, now())
        const text = await textById(tx, row.consentTextId)
        if (text === undefined) throw new Error(`There is no consent text ${row.consentTextId}.`)
        const { name, shownName } = openGuardian(vault, row)
        await consents.decide(tx, {
          learnerId: row.learnerId,
          actorId: actor.id,
          purpose: text.purpose,
          decision: decision === 'given' ? 'given' : 'withdrawn',
          party: 'guardian',
          consentTextId: text.id,
          method: 'mail',
          details: {
            evidence: `Answered the guardian request ${row.id} with the code sent by mail.`,
            guardianName: name,
            shownName: decision === 'given' ? shownName : null,
          },
        })
        return toRequest({ ...row, decision })
      })
      if (outcome === null) {
        const detail = 'code is not the one that was sent.'
        throw new Problem('insufficient-scope', detail, { errors: [{ field: 'code', detail }] })
      }
      return outcome
    },
  }
}

export function openGuardian(vault: Vault, { sealedGuardian }: GuardianRequestRow): Guardian {
  return JSON.parse(vault.open(sealedGuardian, 'guardian').toString())
}

/** Eighty bits, in groups that can be read out. */
function newCode(): string {
  const letters = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)])
  return letters.join('').replace(/(.{4})(?!$)/g, '$1-')
}
