import { generateKeyPairSync, randomBytes, randomInt, randomUUID, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/index.ts'
import {
  createCompiledCanonicaliser,
  createCredentialSigner,
  didKey,
  documentLoader,
  encodeStatusList,
  generateSigningKey,
  STATUS_LIST_SIZE,
  signingKey,
  statusListCredential,
} from '../../src/credentials/index.ts'
import { assertions, type Database, migrateDatabase, openDatabase } from '../../src/db/index.ts'
import { createDeps } from '../../src/deps/index.ts'
import { bumpRevision } from '../../src/status-lists/index.ts'
import { createVault } from '../../src/vault.ts'
import { withDatabase } from './database.ts'
import { median } from './load.ts'
import { table } from './table.ts'

const SET = Math.round(STATUS_LIST_SIZE / 100)
const ROUNDS = 9
const WARM_UP = 100
const AT_MOST = 3

/**
 * Rebuilding and signing a status list with 1 % of its bits set, against a gzip of the bitstring plus
 * one Ed25519 signature, both as Node.js has them: once from the places in memory, and once as the
 * service does it, from PostgreSQL and back into it. They take turns; the figures are medians.
 *
 * @param options.seconds - how long each runs in all
 */
export function benchStatusList({ seconds }: { seconds: number }): Promise<string> {
  return withDatabase(async (databaseUrl) => {
    const database = openDatabase(databaseUrl, () => undefined)
    try {
      await migrateDatabase(database)
      return await compare(database, seconds)
    } finally {
      await database.close()
    }
  })
}

/** Something that takes time; `prepare` is not counted. */
type Contender = { name: string; prepare?: () => Promise<unknown>; run(): unknown }

async function compare(database: Database, seconds: number): Promise<string> {
  const indices = new Set<number>()
  while (indices.size < SET) indices.add(randomInt(STATUS_LIST_SIZE))
  const contenders = [
    bare(indices),
    await inMemory(indices),
    await withPostgres(database, [...indices]),
  ]
  for (const { prepare, run } of contenders) {
    for (let count = 0; count < WARM_UP; count += 1) {
      await prepare?.()
      await run()
    }
  }
  const figures = contenders.map(() => [] as Cost[])
  const share = (seconds * 1000) / ROUNDS
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, contender] of contenders.entries()) {
      figures[at]?.push(await costOf(contender, share))
    }
  }
  const costs = figures.map((rounds) => ({
    clock: median(rounds.map(({ clock }) => clock)),
    processor: median(rounds.map(({ processor }) => processor)),
  }))
  const [baseline] = costs
  return [
    `A list of ${STATUS_LIST_SIZE} entries with ${SET} set; at most ${AT_MOST} times the first is wanted.`,
    table(
      ['', 'ms', 'processor ms', 'ratio', 'processor ratio'],
      costs.map(({ clock, processor }, at) => [
        contenders[at]?.name ?? '',
        clock.toFixed(3),
        processor.toFixed(3),
        (clock / (baseline?.clock ?? Number.NaN)).toFixed(2),
        (processor / (baseline?.processor ?? Number.NaN)).toFixed(2),
      ]),
    ),
  ].join('\n')
}

/** Milliseconds by the clock, and of processor time in this process. */
type Cost = { clock: number; processor: number }

/** What one run costs, over so many milliseconds of them. */
async function costOf({ prepare, run }: Contender, span: number): Promise<Cost> {
  let clock = 0
  let processor = 0
  let count = 0
  while (clock < span) {
    await prepare?.()
    const before = process.cpuUsage()
    const begun = performance.now()
    await run()
    clock += performance.now() - begun
    const { user, system } = process.cpuUsage(before)
    processor += (user + system) / 1000
    count += 1
  }
  return { clock: clock / count, processor: processor / count }
}

/** Baseline: the bitstring is there already, and so is what is signed. */
function bare(indices: Iterable<number>): Contender {
  const bits = Buffer.alloc(STATUS_LIST_SIZE / 8)
  for (const index of indices) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
  const { privateKey } = generateKeyPairSync('ed25519')
  const hashes = randomBytes(64)
  return {
    name: 'gzip and one signature',
    run: () => [gzipSync(bits), sign(null, hashes, privateKey)],
  }
}

async function inMemory(indices: Iterable<number>): Promise<Contender> {
  const { seed, publicKeyMultibase } = await generateSigningKey()
  const { did, verificationMethod } = didKey(publicKeyMultibase)
  const key = await signingKey({ seed, controller: did, verificationMethod })
  const signer = createCredentialSigner({
    canonicaliser: createCompiledCanonicaliser({
      documentLoader,
      maxShapes: 10,
      maxBytes: 10_000_000,
    }),
    documentLoader,
  })
  return {
    name: 'list from places in memory',
    async run() {
      const created = new Date()
      const unsigned = statusListCredential({
        id: 'https://badges.example.org/status-lists/019aa7c4-3492-77f6-b5ce-b6ad0be5b004',
        issuer: did,
        purpose: 'revocation',
        encodedList: await encodeStatusList(indices),
        validFrom: created,
        validUntil: new Date(created.getTime() + 86_400_000),
        ttlMs: 60_000,
      })
      const suites = ['eddsa-rdfc-2022'] as const
      return JSON.stringify(await signer.sign(unsigned, { key, suites, created }))
    },
  }
}

/** The service's own: reads what has changed and who signs, signs, and keeps the list. */
async function withPostgres(database: Database, indices: number[]): Promise<Contender> {
  const adminApiKey = randomBytes(32).toString('base64url')
  const deps = createDeps({
    config: {
      ...loadConfig({ ADMIN_API_KEY: adminApiKey }),
      publicUrl: 'https://badges.example.org',
    },
    database,
    vault: createVault(randomBytes(32)),
    log: pino({ level: 'silent' }),
  })
  const app = await buildApp(deps)
  const make = async (path: string, payload: object) => {
    const headers = { authorization: `Bearer ${adminApiKey}` }
    const answer = await app.inject({ method: 'POST', url: path, headers, payload })
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`)
    return answer.json()
  }
  const issuer = await make('/v1/issuers', { name: 'Library', url: 'https://library.example.org' })
  const badgeClass = await make('/v1/badge-classes', {
    issuerId: issuer.id,
    name: 'Podcast Producer',
    description: 'Published a podcast episode.',
    criteria: { narrative: 'Publish an episode.' },
  })
  const award = await make('/v1/assertions', {
    badgeClassId: badgeClass.id,
    recipient: { type: 'email', value: 'learner@example.org' },
  })
  const [row] = await database.queries.select().from(assertions).where(eq(assertions.id, award.id))
  if (row === undefined) throw new Error('The award is not there.')
  const revokedAt = new Date()
  const places = indices.filter((index) => index !== row.statusListIndex)
  await database.queries.insert(assertions).values(
    places.map((statusListIndex) => ({
      ...row,
      id: randomUUID(),
      publicId: randomBytes(16).toString('base64url'),
      statusListIndex,
      revokedAt,
    })),
  )
  const id = row.statusListId
  return {
    name: 'list from and into PostgreSQL',
    prepare: () => bumpRevision(database.queries, id),
    run: () => deps.services.statusLists.current(id),
  }
}
