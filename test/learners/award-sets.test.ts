// A set of awards ends in the same learners and dealings as one award after the other does.
import fc from 'fast-check'
import t from 'tap'
import { type Database, migrateDatabase, openDatabase } from '../../src/db/index.ts'
import { Problem } from '../../src/http/index.ts'
import { learnersIfAwarded, learnersToAward, type Wanted } from '../../src/learners/awarding.ts'
import { noteDealing } from '../../src/learners/dealing-store.ts'
import { findOrMakeLearner } from '../../src/learners/finding.ts'
import { blindIndex, type Identifier } from '../../src/learners/identifiers.ts'
import { openVault } from '../../src/master-key/index.ts'
import type { Vault } from '../../src/vault.ts'
import { createTestDatabase } from '../support/postgres.ts'

t.setTimeout(280_000)

// The whole: WAYMARK_TEST_COUNT=1000.
const numRuns = Number(process.env.WAYMARK_TEST_COUNT ?? 60)
const seed = process.env.WAYMARK_TEST_SEED

const ISSUERS = ['a', 'b'].map((letter) => `00000000-0000-7000-8000-00000000000${letter}`)
const IDENTIFIERS = ['x', 'y', 'z', 'v'].map((name): Identifier => {
  return { type: 'email', value: `${name}@example.org` } as Identifier
})

/** Who says who is who: an issuer, or with null the platform. */
const caller = fc.constantFrom(null, ...ISSUERS)
const identifier = fc.constantFrom(...IDENTIFIERS)
/** What one caller awards. (Of several at the same time nobody says whose award is the first.) */
const awards = caller.chain((actorIssuerId) =>
  fc.array(
    fc
      .record({ recipient: identifier, issuerId: fc.constantFrom(...ISSUERS) })
      .map(({ recipient, issuerId }): Wanted => {
        return { recipient: { recipient }, issuerId: actorIssuerId ?? issuerId, actorIssuerId }
      }),
    { minLength: 1, maxLength: 5 },
  ),
)
const step = fc.oneof(
  fc.record({ awards }),
  fc.record({
    claimedBy: caller,
    identifiers: fc.uniqueArray(identifier, { minLength: 1, maxLength: 3 }),
  }),
)

type World = { database: Database; vault: Vault }
type Learner = { origin: string | null; identifiers: string[]; dealings: string[] }

async function newWorld(of?: World): Promise<World> {
  const { url } = await createTestDatabase(t)
  const database = openDatabase(url, () => undefined)
  t.teardown(() => database.close())
  await migrateDatabase(database)
  // One vault for both: identifiers have their turn by their blind indexes.
  return { database, vault: of?.vault ?? (await openVault(database, Buffer.alloc(32, 7))) }
}

/** What is known of every learner, by its id, with identifiers in the place of their ids. */
async function learnersOf({ database, vault }: World): Promise<Map<string, Learner>> {
  const names = new Map(
    IDENTIFIERS.map((one) => [blindIndex(vault, one).toString('hex'), one.value]),
  )
  const ask = async <Row extends object>(text: string) =>
    (await database.pool.query<Row>(text)).rows
  const identifiers = await ask<{ id: string; learner_id: string; hash: string }>(
    "select id, learner_id, encode(blind_index, 'hex') as hash from learner_identifiers",
  )
  const textOf = (id: string) => names.get(identifiers.find((one) => one.id === id)?.hash ?? '')
  const dealings = await ask<{ learner_id: string; issuer_id: string; identifier_ids: string[] }>(
    'select learner_id, issuer_id, identifier_ids from learner_dealings',
  )
  const rows = await ask<{ id: string; origin: string | null }>(
    'select id, origin_issuer_id as origin from learners',
  )
  return new Map(
    rows.map(({ id, origin }) => [
      id,
      {
        origin,
        identifiers: identifiers
          .filter((one) => one.learner_id === id)
          .map((one) => String(textOf(one.id)))
          .sort(),
        dealings: dealings
          .filter((one) => one.learner_id === id)
          .map((one) => `${one.issuer_id}: ${one.identifier_ids.map(textOf).sort()}`)
          .sort(),
      },
    ]),
  )
}

/** One award, as it would be with nothing but `findOrMakeLearner`. */
async function awardAlone({ database, vault }: World, wanted: Wanted, at: Date): Promise<string> {
  const { recipient, issuerId, actorIssuerId } = wanted
  const identifiers = [(recipient as { recipient: Identifier }).recipient]
  return database.transaction(async (tx) => {
    const asked = { vault, at, identifiers, displayName: null, issuerId: actorIssuerId }
    const { learnerId, identifierIds } = await findOrMakeLearner(tx, asked)
    const dealing = { issuerId, learnerId, identifierIds, sealedDisplayName: null, at }
    if (actorIssuerId === null) await noteDealing(tx, dealing)
    return learnerId
  })
}

const nameOf = ({ recipient }: Wanted) => (recipient as { recipient: Identifier }).recipient.value

function inTurn(vault: Vault, awards: Wanted[]): Wanted[] {
  const indexOf = ({ recipient }: Wanted) =>
    blindIndex(vault, (recipient as { recipient: Identifier }).recipient)
  return [...awards].sort((one, other) => Buffer.compare(indexOf(one), indexOf(other)))
}

/** The platform awards somebody under an identifier by which the issuer knows another. */
const MEANT_OTHERWISE = (() => {
  const [issuerId = ''] = ISSUERS
  const [x, , z] = IDENTIFIERS as [Identifier, Identifier, Identifier]
  const one = (recipient: Identifier, actorIssuerId: string | null) => ({
    awards: [{ recipient: { recipient }, issuerId, actorIssuerId }],
  })
  return [
    one(z, issuerId),
    { claimedBy: null, identifiers: [x] },
    { claimedBy: issuerId, identifiers: [z, x] },
    one(x, null),
    one(x, issuerId),
    { claimedBy: null, identifiers: [x] },
  ]
})()

t.test('sets of awards by several issuers and the platform', async (t) => {
  const set = await newWorld()
  const single = await newWorld(set)
  let minute = 0
  const result = await fc.check(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      for (const { database } of [set, single]) {
        await database.pool.query('truncate learners cascade')
      }
      /** The same learner in both worlds. */
      const same = new Map<string, string>()
      const settled = (inSet: string, alone: string) => {
        if ((same.get(inSet) ?? alone) !== alone) throw new Error('Other learners.')
        same.set(inSet, alone)
      }
      for (const one of steps) {
        minute += 1
        const at = new Date(60_000 * minute)
        if ('awards' in one) {
          const before = await learnersOf(set)
          const awards = inTurn(set.vault, one.awards)
          const foretold = await learnersIfAwarded(set.database.queries, set.vault, awards)
          const met = await set.database.transaction((tx) =>
            learnersToAward(tx, { vault: set.vault, at }, awards),
          )
          for (const [position, wanted] of awards.entries()) {
            const { learnerId, isNew } = met[position] as (typeof met)[number]
            settled(learnerId, await awardAlone(single, wanted, at))
            const { dealings = [] } = before.get(learnerId) ?? {}
            const ofIssuer = dealings.filter((dealing) => dealing.startsWith(wanted.issuerId))
            if (isNew && ofIssuer.length > 0) throw new Error('Somebody known was called new.')
            const told = foretold[position]
            if (told !== undefined && told !== learnerId) throw new Error('Foretold otherwise.')
            const isKnown =
              wanted.actorIssuerId === null
                ? before.has(learnerId)
                : ofIssuer.some((dealing) => dealing.includes(nameOf(wanted)))
            if (told === undefined && isKnown) throw new Error('Not foretold.')
          }
        } else {
          const { claimedBy: issuerId, identifiers } = one
          const claim = ({ database, vault }: World) =>
            database
              .transaction((tx) =>
                findOrMakeLearner(tx, { vault, at, identifiers, displayName: null, issuerId }),
              )
              .then(
                ({ learnerId }) => learnerId,
                (error) => {
                  if (error instanceof Problem) return 'refused'
                  throw error
                },
              )
          settled(await claim(set), await claim(single))
        }
        const [inSet, alone] = [await learnersOf(set), await learnersOf(single)]
        const all = (learners: Map<string, Learner>) =>
          [...learners.values()].map((learner) => JSON.stringify(learner)).sort()
        if (all(inSet).join('\n') !== all(alone).join('\n')) {
          throw new Error(`In a set:\n${all(inSet).join('\n')}\nAlone:\n${all(alone).join('\n')}`)
        }
      }
    }),
    { numRuns, examples: [[MEANT_OTHERWISE]], ...(seed && { seed: Number(seed) }) },
  )
  t.notOk(result.failed, `seed ${result.seed}: ${fc.defaultReportMessage(result) ?? ''}`)
})
