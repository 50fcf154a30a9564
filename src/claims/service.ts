import { uuidv7 } from 'uuidv7'
import { NO_CARD_RULES } from '../card-numbers/index.ts'
import type { Database, Queries, Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import {
  type Actor,
  type Created,
  conflict,
  invalid,
  momentOf,
  notFound,
  type Page,
  type PageRequest,
  type Problem,
  page,
  rfc3339,
} from '../http/index.ts'
import { checkedIdentifier } from '../learners/index.ts'
import type { Mail } from '../mail/index.ts'
import {
  type Asking,
  type Claimed,
  type ClaimingDeps,
  claim,
  codeHash,
  hashOfTyped,
  hasRoom,
  isOpen,
  unusable,
} from './claiming.ts'
import { newCode, readCode } from './code.ts'
import { createGuesses, type Guesser, type Guesses } from './guesses.ts'
import { type Offer, offerOf } from './offer.ts'
import { deleteReservation, insertReservation, reservation } from './reservations.ts'
import type {
  ClaimCodes,
  CodeRevocation,
  Invitation,
  MadeClaimCodes,
  NewClaim,
  NewClaimCodes,
} from './schema.ts'
import { type Card, sheetsOf } from './sheets.ts'
import {
  type ClaimCodesFilter,
  type CodeRow,
  type Counts,
  codeByHash,
  codesOfSet,
  countsOf,
  insertCodes,
  insertSet,
  listSets,
  revokeCodes,
  type SetRow,
  setById,
} from './store.ts'
import { cardRulesOfSubject, subjectOf } from './subject.ts'

/** Codes with which learners claim badges. */
export type ClaimService = {
  /** The codes stand in this answer and nowhere else. */
  create(tx: Transaction, actor: Actor, input: NewClaimCodes): Promise<Created<MadeClaimCodes>>
  list(actor: Actor, filter: ClaimCodesFilter, request: PageRequest): Promise<Page<ClaimCodes>>
  get(actor: Actor, id: string): Promise<ClaimCodes>
  /** Revokes codes that nobody has claimed with. */
  revoke(actor: Actor, id: string, which: CodeRevocation): Promise<ClaimCodes>
  /** Sheets to be printed and cut up, as PDF. */
  sheets(actor: Actor, id: string, codes: string[], language?: string): Promise<Buffer>
  /** Sends the link of a code by mail. */
  invite(tx: Transaction, actor: Actor, id: string, input: Invitation): Promise<string>
  /** Holds wrong codes against whoever tries them: around every transaction with a `claim`. */
  guarding: Guesses['guarding']
  /** Claims a badge; see `claim`. */
  claim(tx: Transaction, asking: Asking, input: NewClaim): Promise<Claimed>
  /** What a code is good for. @throws Problem like `claim` */
  offer(guesser: Guesser, code: string): Promise<Offer>
}

export type ClaimsDeps = ClaimingDeps & {
  database: Database
  mail: Mail
  publicUrl: string
}

/**
 * A {@link ClaimService} that awards at the claim, through a check-in where the code is of an
 * opportunity.
 */
export function createClaimService(deps: ClaimsDeps): ClaimService {
  const { database, vault, now, mail, publicUrl } = deps
  const guesses = createGuesses(deps)
  const urlOf = (code: string) => `${publicUrl}/claim/${code}`

  async function find(db: Queries, actor: Actor, id: string, lock = false): Promise<SetRow> {
    const row = await setById(db, id, lock)
    if (row === undefined || (actor.issuerId !== null && actor.issuerId !== row.issuerId)) {
      throw notFound('set of claim codes')
    }
    return row
  }

  const toSet = (row: SetRow, counts: Counts): ClaimCodes => ({
    id: row.id,
    issuerId: row.issuerId,
    badgeClassId: row.badgeClassId,
    opportunityId: row.opportunityId,
    kind: row.kind as ClaimCodes['kind'],
    maxClaims: row.maxClaims,
    validFrom: row.validFrom && rfc3339(row.validFrom),
    validUntil: row.validUntil && rfc3339(row.validUntil),
    reserved: row.reservedIndex !== null,
    note: row.sealedNote && vault.open(row.sealedNote, 'claim-note').toString(),
    distributed: row.count,
    ...counts,
    createdAt: rfc3339(row.createdAt),
  })

  async function toSets(db: Queries, rows: SetRow[]): Promise<ClaimCodes[]> {
    const counts = await countsOf(
      db,
      rows.map(({ id }) => id),
    )
    return rows.map((row) => toSet(row, counts.get(row.id) ?? NONE))
  }

  async function read(db: Queries, row: SetRow): Promise<ClaimCodes> {
    const [resource] = await toSets(db, [row])
    return resource as ClaimCodes
  }

  /** The codes of a set that were typed, each with its row. */
  async function itsCodes(db: Queries, set: SetRow, typed: string[]) {
    const codes = typed.map((one, position) => {
      const code = readCode(one)
      if (code === undefined) throw noneOfSet(position)
      return code
    })
    const hashes = codes.map((code) => codeHash(vault, code))
    const rows = await codesOfSet(db, set.id, hashes)
    const byHash = new Map(rows.map((row) => [row.codeHash.toString('hex'), row]))
    return codes.map((code, position): { code: string; row: CodeRow } => {
      const row = byHash.get((hashes[position] as Buffer).toString('hex'))
      if (row === undefined) throw noneOfSet(position)
      return { code, row }
    })
  }

  return {
    async create(tx, actor, input) {
      const subject = await subjectOf(tx, actor, input)
      const rules = await cardRulesOfSubject(tx, subject)
      const { kind, count, reservedFor, note, maxClaims = null } = input
      if (kind === 'single' && maxClaims !== null && maxClaims !== 1) {
        const detail = 'maxClaims is for shared codes: a single one is for one learner.'
        throw invalid({ field: 'maxClaims', detail })
      }
      const stated = (field: 'validFrom' | 'validUntil') =>
        input[field] === undefined ? null : momentOf(input[field], field)
      const [validFrom, validUntil] = [stated('validFrom'), stated('validUntil')]
      if (validUntil !== null && validUntil <= (validFrom ?? now())) {
        const detail = 'validUntil must be later than validFrom, and than now.'
        throw invalid({ field: 'validUntil', detail })
      }
      const keptFor =
        reservedFor === undefined ? null : checkedIdentifier(reservedFor, 'reservedFor', rules)
      const row = await insertSet(tx, {
        id: uuidv7(),
        ...subject,
        kind,
        count,
        maxClaims: kind === 'single' ? 1 : maxClaims,
        validFrom,
        validUntil,
        reservedIndex: keptFor === null ? null : reservation(vault, keptFor),
        sealedNote: note === undefined ? null : vault.seal(note, 'claim-note'),
        actorId: actor.id,
        createdAt: now(),
      })
      if (keptFor !== null) await insertReservation(tx, vault, row.id, keptFor)
      const codes = Array.from({ length: count }, newCode)
      await insertCodes(
        tx,
        row.id,
        codes.map((code) => ({ id: uuidv7(), codeHash: codeHash(vault, code) })),
      )
      recordEvents(tx, [
        { type: 'claim-codes.created', issuerId: row.issuerId, subjectIds: [row.id] },
      ])
      const shown = codes.map((code, at) => ({ number: at + 1, code, url: urlOf(code) }))
      return { resource: { ...toSet(row, NONE), codes: shown }, revision: 1 }
    },
    async list(actor, filter, request) {
      const issuerId = actor.issuerId ?? filter.issuerId
      if (filter.issuerId !== undefined && filter.issuerId !== issuerId) {
        return { data: [], nextCursor: null }
      }
      const only = issuerId === undefined ? filter : { ...filter, issuerId }
      const rows = await listSets(database.queries, only, request)
      return page(await toSets(database.queries, rows), request)
    },
    get: async (actor, id) => read(database.queries, await find(database.queries, actor, id)),
    revoke: (actor, id, { numbers = null }) =>
      database.transaction(async (tx) => {
        const row = await find(tx, actor, id, true)
        await revokeCodes(tx, row, numbers, now())
        if (numbers === null) await deleteReservation(tx, row.id)
        recordEvents(tx, [
          { type: 'claim-codes.revoked', issuerId: row.issuerId, subjectIds: [row.id] },
        ])
        return read(tx, row)
      }),
    async sheets(actor, id, typed, language = 'en') {
      const db = database.queries
      const set = await find(db, actor, id)
      const codes = await itsCodes(db, set, typed)
      const { badgeName, issuerName } = await offerOf(db, set, publicUrl)
      const cards = codes.map(
        ({ code, row }): Card => ({ number: row.number, code, url: urlOf(code) }),
      )
      return sheetsOf({ badgeName, issuerName, language, validUntil: set.validUntil, cards })
    },
    async invite(tx, actor, id, { code: typed, to, language = null }) {
      const set = await find(tx, actor, id)
      const [{ code, row }] = (await itsCodes(tx, set, [typed])) as [{ code: string; row: CodeRow }]
      if (!isOpen({ set, code: row }, now()) || !hasRoom({ set, code: row })) {
        throw conflict('This code cannot be used any more, or not yet.', 'code')
      }
      const { value } = checkedAddress(to)
      const { badgeName, issuerName } = await offerOf(tx, set, publicUrl)
      return mail.send(tx, {
        kind: 'claim-link',
        to: value,
        language,
        values: { badgeName, issuerName, url: urlOf(code) },
        about: { issuerId: set.issuerId },
        ...(set.validUntil !== null && { expiresAt: set.validUntil }),
      })
    },
    guarding: guesses.guarding,
    claim: (tx, asking, input) => claim(tx, deps, asking, input),
    offer: (guesser, typed) =>
      guesses.guarding(guesser, async () => {
        const db = database.queries
        const found = await codeByHash(db, hashOfTyped(vault, typed))
        if (found === undefined || !isOpen(found, now()) || !hasRoom(found)) throw unusable()
        return offerOf(db, found.set, publicUrl)
      }),
  }
}

const NONE: Counts = { claimed: 0, revoked: 0, claims: 0 }

function checkedAddress(to: string) {
  try {
    return checkedIdentifier({ type: 'email', value: to }, 'to', NO_CARD_RULES)
  } catch {
    throw invalid({ field: 'to', detail: 'to must be an e-mail address.' })
  }
}

function noneOfSet(position: number): Problem {
  const field = `codes[${position}]`
  return invalid({ field, detail: `${field} is no code of this set.` })
}
