import { randomBytes } from 'node:crypto'
import { generate } from '@digitalbazaar/ed25519-multikey'
import { encode } from 'base58-universal'
import fc from 'fast-check'
import t from 'tap'
import { seedFromText } from '../../src/credentials/index.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { awardOf, verdictOn, WEB } from './credentials.ts'

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const multibase = (...parts: Uint8Array[]) =>
  `z${encode(Buffer.concat([Buffer.from([0x80, 0x26]), ...parts]))}`

t.test('a seed is read in every form that programs write it in', async (t) => {
  fc.assert(
    fc.property(seed, seed, (bytes, publicKey) => {
      const buffer = Buffer.from(bytes)
      for (const text of [
        buffer.toString('hex'),
        buffer.toString('hex').toUpperCase(),
        buffer.toString('base64'),
        buffer.toString('base64url'),
        multibase(bytes),
        multibase(bytes, publicKey),
      ]) {
        t.same(Buffer.from(seedFromText(text) ?? []), buffer, text)
      }
    }),
    { numRuns: 50 },
  )
})

t.test('what is no seed of 32 bytes is none', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      if (bytes.length === 32) return
      const buffer = Buffer.from(bytes)
      t.equal(seedFromText(buffer.toString('hex')) === null, bytes.length !== 24 * 2)
      if (bytes.length !== 64) t.equal(seedFromText(multibase(bytes)), null)
    }),
    { numRuns: 200 },
  )
  const text = Buffer.alloc(32, 9).toString('base64url')
  for (const wrong of ['', ' ', `${text} `, `${text.slice(1)}!`, `m${text}`, text.slice(1), 'z']) {
    t.equal(seedFromText(wrong), null, wrong)
  }
  t.equal(seedFromText(`${text.slice(0, -1)}l`), null, 'another spelling of the same bytes')
  t.equal(
    seedFromText(`z${encode(Buffer.concat([Buffer.from([0xed, 1]), randomBytes(32)]))}`),
    null,
  )
})

t.test('an imported key signs, and is never shown', async (t) => {
  const service = await startService(t, { env: WEB })
  const { admin, log, database } = service
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const bytes = randomBytes(32)
  const { publicKeyMultibase } = await generate({ seed: new Uint8Array(bytes) })
  const text = bytes.toString('base64url')
  const answer = await admin.post(path, { seed: text }, { 'idempotency-key': 'import' })
  const key = made(answer)
  t.match(key, { publicKeyMultibase, state: 'active', algorithm: 'Ed25519' })
  const { credential } = await awardOf(service, badgeClass.id)
  t.equal(await verdictOn(service, credential), 'valid')
  t.equal(credential.proof[0].verificationMethod, `${issuer.did}#key-2`)
  const { rows } = await database.pool.query('select * from issuer_keys')
  for (const told of [answer.text, (await admin.get(path)).text, log(), JSON.stringify(rows)]) {
    for (const form of ['base64url', 'base64', 'hex'] as const) {
      t.notOk(told.includes(bytes.toString(form)))
    }
  }

  await t.test('once', async (t) => {
    t.match(await admin.post(path, { seed: bytes.toString('hex') }), {
      status: 409,
      body: { errors: [{ field: 'seed' }] },
    })
    const { issuer: other } = await makeBadgeClass(admin)
    const stolen = await admin.post(`/v1/issuers/${other.id}/keys`, { seed: text })
    t.equal(stolen.status, 409, 'by anybody')
    t.equal((await admin.get(path)).body.data.length, 2)
  })

  await t.test('once, at the same time too', async (t) => {
    const seed = randomBytes(32).toString('hex')
    const others = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => makeBadgeClass(admin)))
    const answers = await Promise.all(
      others.map((other) => admin.post(`/v1/issuers/${other.issuer.id}/keys`, { seed })),
    )
    t.same(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)])
  })
})

t.test('a bad seed is refused by name', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const path = `/v1/issuers/${issuer.id}/keys`
  const good = randomBytes(32).toString('hex')
  for (const input of [
    { seed: 'x' },
    { seed: 'x'.repeat(43) },
    { seed: randomBytes(33).toString('base64') },
    { seed: 7 },
    { seed: null },
    { seed: good, algorithm: 'RS256' },
  ]) {
    const answer = await admin.post(path, input)
    t.match(answer, { status: 400, body: { errors: [{ field: 'seed' }] } })
    t.notOk(answer.text.includes(good))
  }
})
