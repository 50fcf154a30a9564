import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import jsonld from 'jsonld'
import { documentLoader, type JsonObject, jsonLdProcessor } from '../../src/credentials/index.ts'
import { badgeMaker } from './signed-badges.ts'
import { table } from './table.ts'
import type { Tally } from './verifiers.ts'
import { verifyOverHttp } from './verify-http.ts'

const WARM_UP_ROUNDS = 2
const ROUNDS = 4
const MUST = 4
const GOAL = 20

/** How many badges each verifier gets in a round. */
const perRound = { '@digitalbazaar/vc': 40, 'verifier-core': 40, waymark: 800 }
type Name = keyof typeof perRound

/**
 * Verifications of badges that somebody else issued, each of them another, one after the other in
 * one thread: by `@digitalbazaar/vc`, by `@digitalcredentials/verifier-core` and by all our checks.
 * Badges of structures that nobody has met before, and badges of one structure. Then the same over
 * HTTP, see `verifyOverHttp`.
 *
 * Each verifier has a process of its own. Rounds alternate, so that whatever else the machine does
 * hits all. Ratios are of processor time.
 *
 * @throws when a verifier refuses a badge, or a canonical form is not the library's
 */
export async function benchVerify(options: { seconds: number; profile?: string }): Promise<string> {
  return `${await compare()}\n\n${await verifyOverHttp(options)}`
}

async function compare(): Promise<string> {
  const badges = await badgeMaker()
  for (let count = 0; count < 20; count += 1) await agree(await badges.unlike())

  const names = Object.keys(perRound) as Name[]
  const script = fileURLToPath(new URL('verify-alone.ts', import.meta.url))
  const execArgv = ['--expose-gc']
  const children = new Map(names.map((name) => [name, fork(script, [name], { execArgv })]))
  try {
    const structures = { 'never seen': badges.unlike, 'seen before': badges.alike }
    const rows: string[][] = []
    for (const [structure, make] of Object.entries(structures)) {
      const tallies = new Map<Name, Tally>()
      for (let round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round += 1) {
        for (const [name, child] of children) {
          const tally = await run(child, make, perRound[name])
          if (round > 0) tallies.set(name, sum(tallies.get(name), tally))
        }
      }
      const base = each(tallies.get('@digitalbazaar/vc'))
      for (const [name, tally] of tallies) {
        rows.push([
          structure,
          name,
          (tally.count / tally.clock).toFixed(0),
          (each(tally) * 1e6).toFixed(0),
          (base / each(tally)).toFixed(1),
        ])
      }
    }
    return [
      'In one thread, foreign badges, each another:',
      table(['structure', 'verifier', 'a second', 'µs of processor', 'ratio'], rows),
      `At least ${MUST} must be for structures never seen; the goal for those seen is ${GOAL}.`,
    ].join('\n')
  } finally {
    for (const child of children.values()) child.kill()
  }
}

async function run(
  child: ChildProcess,
  make: () => Promise<JsonObject>,
  count: number,
): Promise<Tally> {
  const texts: string[] = []
  while (texts.length < count) texts.push(JSON.stringify(await make()))
  const done = new AbortController()
  const { signal } = done
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('A verifier gave up.')
  })
  try {
    child.send(texts)
    const [tally] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Tally]
    return tally
  } finally {
    done.abort()
  }
}

function each(tally: Tally | undefined): number {
  return tally === undefined ? Number.NaN : tally.processor / tally.count
}

function sum(one: Tally | undefined, other: Tally): Tally {
  return {
    count: (one?.count ?? 0) + other.count,
    clock: (one?.clock ?? 0) + other.clock,
    processor: (one?.processor ?? 0) + other.processor,
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
