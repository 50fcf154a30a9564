import t from 'tap'
import {
  encodeStatusList,
  type JsonObject,
  signCredential,
  statusEntry,
} from '../../src/credentials/index.ts'
import { verifyCredential } from '../../src/verification/index.ts'
import { altered, at, keyIssuer, now } from '../credentials/samples.ts'
import { badgeOf, checkOf, listUrl, outcome, statusList, webIssuer, world } from './world.ts'

const issuer = await keyIssuer()
const badge = await badgeOf(issuer)

/** The outcome for the sample badge when its list is this. */
const withList = async (list: unknown) =>
  outcome(badge, await world({ lists: { [listUrl]: list } }))

t.test('a set bit', async (t) => {
  t.test('of purpose revocation makes the badge invalid', async (t) => {
    t.equal(await withList(await statusList(issuer, [4711])), 'invalid status revoked')
    t.equal(await withList(await statusList(issuer, [4710, 4712])), 'valid', 'neighbours do not')
  })

  t.test('of purpose suspension does too, and says so', async (t) => {
    const suspendable = await badgeOf(issuer, {
      status: { statusListCredential: listUrl, statusListIndex: 5, statusPurpose: 'suspension' },
    })
    const list = await statusList(issuer, [5], { purpose: 'suspension' })
    t.equal(
      await outcome(suspendable, await world({ lists: { [listUrl]: list } })),
      'invalid status suspended',
    )
  })
})

t.test('a list that cannot be reached is inconclusive', async (t) => {
  t.equal(await withList(undefined), 'inconclusive status status-list-unavailable')
  const broken = { ...(await world()), load: () => Promise.reject(new Error('boom')) }
  t.equal(await outcome(badge, broken), 'inconclusive status status-list-unavailable')
  const page = { status: 200, mediaType: 'text/html', bytes: Buffer.from('<html>') }
  const wrong = { ...(await world()), load: async () => page }
  t.equal(await outcome(badge, wrong), 'invalid status status-list-invalid')
})

t.test('a list is believed only when its own proof verifies with its issuer’s key', async (t) => {
  const good = await statusList(issuer)
  const revoking = await statusList(issuer, [4711])
  const cleared = altered(revoking, (copy) => {
    at(copy, 'credentialSubject').encodedList = at(good, 'credentialSubject').encodedList
  })
  t.equal(await withList(cleared), 'invalid status status-list-invalid', 'bits put back')
  const { proof: _, ...unsigned } = good
  t.equal(await withList(unsigned), 'invalid status status-list-invalid', 'unsigned')
  const stranger = await keyIssuer(2)
  const claimed = await signCredential(unsigned, {
    key: stranger.key,
    suites: ['eddsa-rdfc-2022'],
    created: now,
  })
  t.equal(await withList(claimed), 'invalid status status-list-invalid', 'signed by a stranger')
  t.equal(await withList(badge), 'invalid status status-list-invalid', 'a badge is no list')
  for (const garbage of [null, 7, 'x', [], {}, { credentialSubject: good }]) {
    t.equal(await withList(garbage), 'invalid status status-list-invalid')
  }
})

t.test(
  'a list may be signed by another DID, because the issuer’s signature covers its URL',
  async (t) => {
    const operator = await webIssuer(8)
    const lists = { [listUrl]: await statusList(operator) }
    const dids = { [operator.did]: operator.document }
    t.equal(await outcome(badge, await world({ lists, dids })), 'valid')
    const away = 'inconclusive status status-list-unverifiable'
    t.equal(await outcome(badge, await world({ lists })), away, 'whose keys must be reachable')
  },
)

t.test('a list must be the one that the entry names, for its purpose, and current', async (t) => {
  const invalid = 'invalid status status-list-invalid'
  t.equal(await withList(await statusList(issuer, [], { id: `${listUrl}0` })), invalid)
  t.equal(await withList(await statusList(issuer, [], { purpose: 'suspension' })), invalid)
  const old = {
    validFrom: new Date('2026-02-01T00:00:00Z'),
    validUntil: new Date('2026-02-02T00:00:00Z'),
  }
  t.equal(
    await withList(await statusList(issuer, [], old)),
    'inconclusive status status-list-outdated',
  )
  const short = await statusList(issuer, [], { encodedList: await encodeStatusList([], 65_536) })
  t.equal(await withList(short), invalid, 'the standard wants 131,072 entries at least')
  for (const encodedList of ['', 'u', 'unreadable!']) {
    t.equal(await withList(await statusList(issuer, [], { encodedList })), invalid)
  }
  const beyond = await badgeOf(issuer, {
    status: {
      statusListCredential: listUrl,
      statusListIndex: 131_072,
      statusPurpose: 'revocation',
    },
  })
  t.equal(await outcome(beyond, await world()), 'invalid status status-index-out-of-range')
})

/** The sample badge as a credential that is no Open Badge, with another status. */
async function withStatus(credentialStatus: unknown): Promise<JsonObject> {
  const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b99',
    type: ['VerifiableCredential'],
    issuer: issuer.did,
    credentialSubject: { id: 'urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c7b98', name: 'Ada' },
    credentialStatus,
  }
  return signCredential(credential, { key: issuer.key, suites: ['eddsa-rdfc-2022'], created: now })
}

t.test('of several entries each counts', async (t) => {
  const entry = (
    statusListIndex: number,
    statusPurpose: 'revocation' | 'suspension',
    url: string,
  ) => statusEntry({ statusListCredential: url, statusListIndex, statusPurpose })
  const other = 'https://badges.example/status-lists/4'
  const credential = await withStatus([
    entry(1, 'revocation', listUrl),
    entry(2, 'suspension', other),
  ])
  const check = async (revoked: number[], suspended: number[]) =>
    outcome(
      credential,
      await world({
        lists: {
          [listUrl]: await statusList(issuer, revoked),
          [other]: await statusList(issuer, suspended, { id: other, purpose: 'suspension' }),
        },
      }),
    )
  t.equal(await check([], []), 'valid')
  t.equal(await check([1], []), 'invalid status revoked')
  t.equal(await check([], [2]), 'invalid status suspended')
  t.equal(await check([2], [1]), 'valid')
  const half = await world({ lists: { [listUrl]: await statusList(issuer) } })
  t.equal(await outcome(credential, half), 'inconclusive status status-list-unavailable')
})

t.test('a list may serve several purposes', async (t) => {
  const { proof: _, ...unsigned } = await statusList(issuer)
  Object.assign(at(unsigned, 'credentialSubject'), { statusPurpose: ['suspension', 'revocation'] })
  const list = await signCredential(unsigned, {
    key: issuer.key,
    suites: ['eddsa-rdfc-2022'],
    created: now,
  })
  t.equal(await withList(list), 'valid')
})

t.test('an entry that does not say properly where to look is a failure', async (t) => {
  const good = statusEntry({
    statusListCredential: listUrl,
    statusListIndex: 1,
    statusPurpose: 'revocation',
  })
  for (const changes of [
    { statusListIndex: '-1' },
    { statusListIndex: '0x1' },
    { statusListIndex: '1.5' },
    { statusListIndex: '' },
    { statusListIndex: 1 },
    { statusListIndex: ['1'] },
    { statusListIndex: '9'.repeat(30) },
  ]) {
    const credential = await withStatus({ ...good, ...changes })
    const expected = 'invalid status status-entry-malformed'
    t.equal(await outcome(credential, await world()), expected, JSON.stringify(changes))
  }
  const { statusPurpose: _, ...purposeless } = good
  t.equal(
    await outcome(await withStatus(purposeless), await world()),
    'invalid status status-entry-malformed',
  )
})

t.test('a status of a kind that we do not know is inconclusive', async (t) => {
  const credential = await withStatus({ id: 'https://a.example/1', type: 'BitstringStatusList' })
  const report = await verifyCredential(credential, await world())
  t.equal(report.verdict, 'inconclusive')
  t.match(checkOf(report, 'status'), { code: 'status-type-unsupported' })
})
