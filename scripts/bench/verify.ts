import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import jsonld from 'jsonld'
import { documentLoader, type JsonObject, jsonLdProcessor } from '../../src/credentials/index.ts'
import { badgeMaker } from './signed-badges.ts'
import { table } from './table.ts'
import { byCore, byLibrary, byWaymark, type Verifier, withoutNetwork } from './verifiers.ts'
import { verifyOverHttp } from './verify-http.ts'

const ROUNDS = 4
const MUST = 4
const GOAL = 20

/** What was verified, in seconds by the clock and of processor time. */
type Tally = { count: number; clock: number; processor: number }

/**
 * Verifications of badges that somebody else issued, each of them another, one after the other in
 * one thread: by `@digitalbazaar/vc`, by `@digitalcredentials/verifier-core` and by all our checks.
 * Badges of structures that nobody has met before, and badges of one structure. Then the same over
 * HTTP, see `verifyOverHttp`.
 *
 * Rounds alternate, so that whatever else the machine does hits all. Ratios are of processor time.
 *
 * @throws when a verifier refuses a badge, or a canonical form is not the library's
 */
export async function benchVerify(options: { seconds: number; profile?: string }): Promise<string> {
  const restore = withoutNetwork()
  try {
    const inProcess = await compare()
    restore()
    return `${inProcess}\n\n${await verifyOverHttp(options)}`
  } finally {
    restore()
  }
}

const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
})()

async function compare(): Promise<string> {
  const badges = await badgeMaker()
  for (let count = 0; count < 20; count += 1) await agree(await badges.unlike())

  const verifiers: { name: string; verify: Verifier; perRound: number }[] = [
    { name: '@digitalbazaar/vc', verify: byLibrary, perRound: 30 },
    { name: 'verifier-core', verify: byCore, perRound: 30 },
    { name: 'waymark', verify: byWaymark, perRound: 500 },
  ]
  const structures = { 'never seen': badges.unlike, 'seen before': badges.alike }
  const tallies = new Map<string, Tally>()
  // The first round warms up, and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [structure, make] of Object.entries(structures)) {
      for (const { name, verify, perRound } of verifiers) {
        const tally = await run(verify, make, perRound)
        const before = tallies.get(name + structure)
        if (round > 0) tallies.set(name + structure, before ? sum(before, tally) : tally)
      }
    }
  }

  const each = (name: string, structure: string) => {
    const { processor = Number.NaN, count = 0 } = tallies.get(name + structure) ?? {}
    return processor / count
  }
  const rows = Object.keys(structures).flatMap((structure) =>
    verifiers.map(({ name }) => {
      const { count = 0, clock = 0 } = tallies.get(name + structure) ?? {}
      const ratio = each('@digitalbazaar/vc', structure) / each(name, structure)
      return [
        structure,
        name,
        (count / clock).toFixed(0),
        (each(name, structure) * 1e6).toFixed(0),
        ratio.toFixed(1),
      ]
    }),
  )
  return [
    'In one thread, foreign badges, each another:',
    table(['structure', 'verifier', 'a second', 'µs of processor', 'ratio'], rows),
    `At least ${MUST} must be for structures never seen; the goal for those seen is ${GOAL}.`,
  ].join('\n')
}

async function run(
  verify: Verifier,
  make: () => Promise<JsonObject>,
  count: number,
): Promise<Tally> {
  const texts: string[] = []
  for (let made = 0; made < count; made += 1) texts.push(JSON.stringify(await make()))
  // So that nobody pays for another's garbage.
  collectGarbage()
  const clock = process.hrtime.bigint()
  const before = process.cpuUsage()
  for (const text of texts) {
    if (!(await verify(JSON.parse(text)))) throw new Error('A good badge was refused.')
  }
  const { user, system } = process.cpuUsage(before)
  const seconds = Number(process.hrtime.bigint() - clock) / 1e9
  return { count, clock: seconds, processor: (user + system) / 1e6 }
}

function sum(one: Tally, other: Tally): Tally {
  return {
    count: one.count + other.count,
    clock: one.clock + other.clock,
    processor: one.processor + other.processor,
  }
}

/** Checks that the canonical form is that of the library, by its hash. */
async function agree(badge: JsonObject): Promise<void> {
  const { proof: _, ...document } = badge
  const made = await jsonLdProcessor().hashes([document], 'sha256')
  const canonical = await jsonld.canonize(document, {
    ...{ algorithm: 'RDFC-1.0', format: 'application/n-quads', rdfDirection: 'i18n-datatype' },
    ...{ documentLoader, base: null, safe: true },
  })
  const expected = await crypto.subtle.digest('SHA-256', Buffer.from(canonical))
  const [hash] = 'hashes' in made ? made.hashes : []
  if (!hash || Buffer.compare(hash, Buffer.from(expected)) !== 0) {
    throw new Error('The canonical form is not that of the library.')
  }
}
