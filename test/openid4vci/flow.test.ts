import t from 'tap'
import { makeLearner, makeLearnerWithBadges } from '../support/learner-record.ts'
import { made, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { makeWallet } from './wallet.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** The pre-authorized code of an offer. */
async function codeOf(service: Service, offer: { offerUri: string }): Promise<string> {
  const { body } = await service.as(null).get(offer.offerUri)
  return body.grants[PRE_AUTHORIZED]['pre-authorized_code']
}

/** Asks for an access token as plain HTTP has it. */
function token(service: Service, code: string, txCode?: string) {
  const form = new URLSearchParams({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': code })
  if (txCode !== undefined) form.set('tx_code', txCode)
  return service.as(null).send('POST', '/openid4vci/token', { headers: FORM, body: String(form) })
}

t.test('a learner takes a badge into a wallet', async (t) => {
  const service = await startService(t)
  const { learner, podcast } = await makeLearnerWithBadges(service)
  const anybody = service.as(null)
  const ada = service.as(
    (await service.admin.post(`/v1/learners/${learner}/tokens`, {})).body.token,
  )
  const path = `/v1/assertions/${podcast.id}/offers`

  t.test('by a link, as JSON-LD, with a key as a JWK', async (t) => {
    const offer = made(await ada.post(path, {}))
    t.match(offer, { txCode: null, qrCode: /^<svg/ })
    t.match(offer.offerUrl, /^openid-credential-offer:\/\/\?credential_offer_uri=http/)
    const wallet = await makeWallet('ES256')
    const { credential } = await wallet.take(offer.offerUrl, 'OpenBadgeCredential_ldp_vc')
    t.same(credential, podcast.credential, 'as it was signed')
    t.match((await anybody.post('/v1/verify', { credential })).body, { verdict: 'valid' })
  })

  t.test('by a code of six digits, as a JWT, with a DID', async (t) => {
    const offer = made(await ada.post(path, { txCode: true }))
    t.match(offer.txCode, /^\d{6}$/)
    const wallet = await makeWallet('EdDSA', 'did:jwk')
    const { credential } = await wallet.take(
      offer.offerUrl,
      'OpenBadgeCredential_jwt_vc_json',
      offer.txCode,
    )
    t.match((await anybody.post('/v1/verify', { jwt: credential })).body, { verdict: 'valid' })
  })

  t.test('once, and no more', async (t) => {
    const offer = made(await ada.post(path, {}))
    const wallet = await makeWallet()
    const taken = await wallet.take(offer.offerUrl, 'OpenBadgeCredential_ldp_vc')
    await t.rejects(wallet.redeem(offer.offerUrl))
    t.equal((await anybody.get(offer.offerUri)).status, 404)
    const again = await anybody.post(
      '/openid4vci/credential',
      {
        credential_configuration_id: 'OpenBadgeCredential_ldp_vc',
        proofs: { jwt: [taken.jwt] },
      },
      { authorization: `Bearer ${taken.accessToken}` },
    )
    t.match(again, { status: 401, body: { error: 'invalid_token' } })
  })

  t.test('of fifty wallets that redeem one code at once, one gets it', async (t) => {
    const code = await codeOf(service, made(await ada.post(path, {})))
    const answers = await Promise.all(Array.from({ length: 50 }, () => token(service, code)))
    t.equal(answers.filter(({ status }) => status === 200).length, 1)
    const rest = answers.filter(({ status }) => status !== 200)
    t.ok(rest.every(({ status, body }) => status === 400 && body.error === 'invalid_grant'))
  })

  t.test('of fifty requests with one access token, one is answered', async (t) => {
    const wallet = await makeWallet()
    const { accessToken } = await wallet.redeem(made(await ada.post(path, {})).offerUrl)
    const { c_nonce: nonce } = (await anybody.post('/openid4vci/nonce', {})).body
    const jwt = await wallet.proof({ aud: service.publicUrl, nonce })
    const request = {
      credential_configuration_id: 'OpenBadgeCredential_ldp_vc',
      proofs: { jwt: [jwt] },
    }
    const authorization = `Bearer ${accessToken}`
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        anybody.post('/openid4vci/credential', request, { authorization }),
      ),
    )
    t.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  t.test('only for whoever may, and while the badge stands', async (t) => {
    const stranger = await makeLearner(service, '29007654321')
    const other = service.as(
      (await service.admin.post(`/v1/learners/${stranger}/tokens`, {})).body.token,
    )
    t.equal((await other.post(path, {})).status, 404)
    const { issuerId } = podcast
    const key = await makeKey(service.admin, ['assertions:write'], issuerId)
    t.equal((await service.as(key).post(path, {})).status, 201)
    const waiting = made(await ada.post(path, {}))
    await service.admin.post(`/v1/assertions/${podcast.id}/revocation`, { reason: 'Mixed up.' })
    t.match(await ada.post(path, {}), { status: 409, body: { errors: [{ field: 'id' }] } })
    const wallet = await makeWallet()
    await t.rejects(wallet.take(waiting.offerUrl, 'OpenBadgeCredential_ldp_vc'))
  })
})

t.test('what does not open an offer', async (t) => {
  let ahead = 0
  const service = await startService(t, { now: () => new Date(Date.now() + ahead) })
  const { podcast } = await makeLearnerWithBadges(service)
  const { admin } = service
  const anybody = service.as(null)
  const path = `/v1/assertions/${podcast.id}/offers`

  t.test('a wrong transaction code, five times, ends it', async (t) => {
    const offer = made(await admin.post(path, { txCode: true }))
    const code = await codeOf(service, offer)
    t.match(await token(service, code), { status: 400, body: { error: 'invalid_request' } })
    const wrong = offer.txCode === '000000' ? '000001' : '000000'
    const tries = await Promise.all(Array.from({ length: 12 }, () => token(service, code, wrong)))
    t.ok(tries.every(({ body }) => body.error === 'invalid_grant'))
    t.match(await token(service, code, offer.txCode), { body: { error: 'invalid_grant' } })
    const plain = await codeOf(service, made(await admin.post(path, {})))
    t.match(await token(service, plain, '123456'), { body: { error: 'invalid_request' } })
  })

  t.test('its time being over', async (t) => {
    const offer = made(await admin.post(path, {}))
    const code = await codeOf(service, offer)
    ahead = 16 * 60_000
    t.match(await token(service, code), { status: 400, body: { error: 'invalid_grant' } })
    t.equal((await anybody.get(offer.offerUri)).status, 404)
    ahead = 0
  })

  t.test('a key proof that is none', async (t) => {
    const wallet = await makeWallet()
    const { accessToken } = await wallet.redeem(made(await admin.post(path, {})).offerUrl)
    const { c_nonce: nonce } = (await anybody.post('/openid4vci/nonce', {})).body
    const aud = service.publicUrl
    const request = (jwt: string[], configuration = 'OpenBadgeCredential_ldp_vc') =>
      anybody.post(
        '/openid4vci/credential',
        { credential_configuration_id: configuration, proofs: { jwt } },
        { authorization: `Bearer ${accessToken}` },
      )
    const good = await wallet.proof({ aud, nonce })
    const stranger = await makeWallet()
    const [, foreign] = (await stranger.proof({ aud, nonce })).split('.')
    const [head, , signature] = good.split('.')
    for (const [name, jwts, error] of [
      [
        'for somebody else',
        [await wallet.proof({ aud: 'https://other.example', nonce })],
        'invalid_proof',
      ],
      ['over no nonce', [await wallet.proof({ aud })], 'invalid_nonce'],
      [
        'over a nonce made up',
        [await wallet.proof({ aud, nonce: '9999999999.a.b' })],
        'invalid_nonce',
      ],
      ['of another kind', [await wallet.proof({ aud, nonce }, { typ: 'JWT' })], 'invalid_proof'],
      ['signed over something else', [`${head}.${foreign}A.${signature}`], 'invalid_proof'],
      [
        'naming two keys',
        [await wallet.proof({ aud, nonce }, { kid: 'did:example:a' })],
        'invalid_proof',
      ],
      ['none', [], 'invalid_proof'],
      ['two', [good, good], 'invalid_proof'],
      ['no proof at all', ['nonsense'], 'invalid_proof'],
    ] as const) {
      t.match(await request([...jwts]), { status: 400, body: { error } }, name)
    }
    const unknown = await request([good], 'Diploma')
    t.match(unknown, { status: 400, body: { error: 'unknown_credential_configuration' } })
    ahead = 6 * 60_000
    t.match((await request([good])).body, { error: /invalid_(nonce|proof)/ }, 'an old one')
    ahead = 0
    t.equal((await request([good])).status, 200, 'and none of that used it up')
  })

  t.test('requests of no form', async (t) => {
    const send = (target: string, headers: Record<string, string>, body: string) =>
      anybody.send('POST', `/openid4vci/${target}`, { headers, body })
    t.match(await send('token', FORM, 'grant_type=authorization_code'), {
      status: 400,
      body: { error: 'unsupported_grant_type' },
    })
    t.match(await send('token', FORM, `grant_type=${PRE_AUTHORIZED}`), {
      status: 400,
      body: { error: 'invalid_request' },
    })
    t.match((await token(service, 'made-up')).body, { error: 'invalid_grant' })
    const json = { 'content-type': 'application/json' }
    t.match(await send('credential', json, '{'), {
      status: 400,
      body: { error: 'invalid_request' },
    })
    t.match(await send('credential', json, '{}'), { status: 401, body: { error: 'invalid_token' } })
    t.equal((await anybody.get('/openid4vci/offers/none')).status, 404)
  })
})

t.test('nothing that opens an offer is kept', async (t) => {
  const service = await startService(t)
  const { podcast } = await makeLearnerWithBadges(service)
  const offer = made(
    await service.admin.post(`/v1/assertions/${podcast.id}/offers`, { txCode: true }),
  )
  const code = await codeOf(service, offer)
  const { body } = await token(service, code, offer.txCode)
  const { rows } = await service.database.queries.$client.query(
    'select credential_offers::text as row from credential_offers',
  )
  const kept = JSON.stringify(rows)
  for (const secret of [offer.offerUri.split('/').at(-1), code, body.access_token]) {
    t.notOk(kept.includes(secret))
    t.notOk(kept.includes(Buffer.from(secret).toString('hex')))
    t.notOk(service.log().includes(secret))
  }
})
