// node scripts/bench/signing.ts
//
// Signatures per second of one core: the library alone, against compiled canonicalisation with
// native signing. All get the same unsigned awards and give the same signed ones. They take turns, so
// that whatever else the machine does hits all; ratios are of processor time, rates by the clock.
// The library has its contexts from memory.

import { randomBytes, randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { generate } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import {
  createCompiledCanonicaliser,
  createCredentialSigner,
  didKey,
  documentLoader,
  identityHash,
  type JsonObject,
  layerAlignment,
  openBadgeCredential,
  signCredential,
  signingKey,
} from '../../src/credentials/index.ts'

const ROUNDS = 8
const LIBRARY_PER_ROUND = 60
const COMPILED_PER_ROUND = 4_000
// Awards come and go: thousands that wait for their turn would be copied by the garbage collector.
const AT_A_TIME = 20
const MUST = 60

const seed = randomBytes(32)
const pair = await generate({ seed: new Uint8Array(seed) })
const { did, verificationMethod } = didKey(pair.publicKeyMultibase)

/** An award as a programme makes it: one badge class, another learner and story each time. */
function unsignedAward(number: number): JsonObject {
  const salt = randomBytes(16).toString('hex')
  return openBadgeCredential({
    id: `https://badges.example/credentials/${randomBytes(16).toString('base64url')}`,
    issuer: {
      id: did,
      name: 'Harbour Library',
      url: 'https://library.example',
      email: 'badges@library.example',
      image: { id: 'https://library.example/logo.png', caption: 'A lighthouse' },
    },
    recipient: {
      id: `urn:uuid:${randomUUID()}`,
      email: { identityHash: identityHash(`learner${number}@example.org`, salt), salt },
    },
    achievement: {
      id: 'https://badges.example/achievements/7a/versions/2',
      name: 'Story Teller',
      description: 'Told a story to people who wanted to hear it.',
      criteria: { narrative: 'Tell a story of **five minutes** or more, to at least five people.' },
      image: { id: 'https://badges.example/images/ab12.png', caption: 'An open book' },
      tag: ['stories', 'speaking', 'confidence'],
      alignment: [
        layerAlignment('Demonstrate', 'https://badges.example/layers/demonstrate'),
        { targetName: 'Speaking', targetUrl: 'https://framework.example/speaking' },
      ],
      achievementType: 'Badge',
      version: '2',
    },
    narrative: `Told the tale of the *lost anchor*, number ${number}, to "everyone".`,
    evidence: [{ id: `https://library.example/films/${number}`, name: `Film ${number}` }],
    status: {
      statusListCredential: 'https://badges.example/status-lists/3',
      statusListIndex: number,
      statusPurpose: 'revocation',
    },
    validFrom: new Date('2026-02-01T09:00:00Z'),
  })
}

const librarySigner = { ...pair.signer(), id: verificationMethod }
const byLibrary = (document: JsonObject) =>
  issue({
    credential: { ...document },
    suite: new DataIntegrityProof({ signer: librarySigner, cryptosuite }),
    documentLoader,
  })

const key = await signingKey({ seed: new Uint8Array(seed), verificationMethod, controller: did })
const canonicaliser = createCompiledCanonicaliser({
  documentLoader,
  maxShapes: 1_000,
  maxBytes: 100_000_000,
})
const signer = createCredentialSigner({ canonicaliser, documentLoader })
const suites = ['eddsa-rdfc-2022'] as const
const compiled = (document: JsonObject) =>
  signer.sign(document, { key, suites, created: new Date() })

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

type Tally = { count: number; clock: number; processor: number }
async function run(tally: Tally, count: number, sign: (one: JsonObject) => Promise<unknown>) {
  // So that nobody pays for another's garbage.
  collectGarbage()
  for (let done = 0; done < count; done += AT_A_TIME) {
    const awards = Array.from({ length: AT_A_TIME }, (_, at) => unsignedAward(done + at))
    const clock = process.hrtime.bigint()
    const before = process.cpuUsage()
    for (const award of awards) await sign(award)
    const { user, system } = process.cpuUsage(before)
    tally.clock += Number(process.hrtime.bigint() - clock) / 1e9
    tally.processor += (user + system) / 1e6
  }
  tally.count += count
}

// Warm, and the same: the outcome of both on some awards.
for (let number = 0; number < 300; number += 1) {
  const document = unsignedAward(number)
  const created = new Date()
  const [ours, theirs] = [
    await signer.sign(document, { key, suites, created }),
    await signCredential(document, { key, suites, created }),
  ]
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error('The signatures differ.')
}

const library: Tally = { count: 0, clock: 0, processor: 0 }
const own: Tally = { count: 0, clock: 0, processor: 0 }
for (let round = 0; round < ROUNDS; round += 1) {
  await run(library, LIBRARY_PER_ROUND, byLibrary)
  await run(own, COMPILED_PER_ROUND, compiled)
}

const ratio = library.processor / library.count / (own.processor / own.count)
const line = (name: string, tally: Tally) => {
  const rate = (tally.count / tally.clock).toFixed(0).padStart(7)
  const each = ((tally.processor / tally.count) * 1e6).toFixed(0).padStart(7)
  process.stdout.write(`${name.padEnd(10)} ${rate} a second ${each} µs of processor each\n`)
}
line('vc.issue', library)
line('compiled', own)
process.stdout.write(`ratio ${ratio.toFixed(1)}, at least ${MUST} wanted\n`)
process.stdout.write(`${JSON.stringify(canonicaliser.stats())}\n`)
if (ratio < MUST) process.exitCode = 1
