// The page that a card or a mail leads to.
import t from 'tap'
import { newCode } from '../../src/claims/code.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('the page to claim a badge', async (t) => {
  const service = await startService(t)
  const { admin } = service
  const name = 'Baker & <b>Co</b>'
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: { name } })
  const input = { badgeClassId: badgeClass.id, kind: 'single', count: 3 }
  const set = made(await admin.post('/v1/claim-codes', input))
  const [first, second] = set.codes as { code: string; url: string }[]
  const { code = '', url = '' } = first ?? {}
  const anybody = service.as(null)
  const post = (form: Record<string, string>) =>
    anybody.send('POST', '/claim', { body: new URLSearchParams(form) })

  await t.test(
    'shows what the code is good for, and claims nothing by being looked at',
    async (t) => {
      const page = await anybody.get(url)
      t.equal(page.status, 200)
      t.match(page.text, 'Baker &amp; &lt;b&gt;Co&lt;/b&gt;')
      t.match(page.text, 'Harbour Library has a badge for you.')
      t.equal(page.headers.get('referrer-policy'), 'no-referrer')
      t.equal(page.headers.get('x-robots-tag'), 'noindex')
      t.equal(page.headers.get('cache-control'), 'no-store')
      t.match(page.headers.get('content-security-policy'), "default-src 'none'")
      t.equal((await admin.get(`/v1/claim-codes/${set.id}`)).body.claims, 0)
    },
  )

  await t.test('claims it for an e-mail address', async (t) => {
    const page = await post({ code, email: 'Sam@Example.org' })
    t.equal(page.status, 201)
    const [link] = /http[^"]*\/credentials\/[\w-]{22}/.exec(page.text) ?? []
    t.equal((await anybody.get(`${link}.json`)).status, 200)
    const again = await post({ code, email: 'sam@example.org' })
    t.equal(again.status, 200)
    t.notMatch(again.text, '/credentials/', 'an address alone opens nothing')
    const found = await admin.post('/v1/learners/search', {
      identifier: { type: 'email', value: 'sam@example.org' },
    })
    t.equal(found.body.data.length, 1)
    t.notMatch(found.body.data[0].verified, true)
  })

  await t.test('or a library card', async (t) => {
    const card = { code: second?.code ?? '', card: '2900 1234', library: 'harbour-libraries' }
    t.equal((await post(card)).status, 201)
  })

  await t.test('says what is wrong where it is wrong', async (t) => {
    const good = set.codes[2].code
    const wrong: [Record<string, string>, number, RegExp][] = [
      [{ code: good }, 400, /id="email-problem"/],
      [{ code: good, email: 'sam' }, 400, /id="email-problem"/],
      [{ code: good, email: 'a@b.example', card: '1' }, 400, /id="card-problem"/],
      [{ code: 'abc', email: 'a@b.example' }, 400, /id="code-problem"/],
      [{ code: newCode(), email: 'a@b.example' }, 404, /id="code-problem"/],
      [{ code, email: 'jo@example.org' }, 404, /id="code-problem"/],
    ]
    for (const [form, status, mark] of wrong) {
      const page = await post(form)
      t.equal(page.status, status, JSON.stringify(form))
      t.match(page.text, mark)
      t.match(page.headers.get('content-type'), /^text\/html/)
    }
    t.equal((await anybody.get(`/claim/${newCode()}`)).status, 404)
    t.equal((await anybody.get(url)).status, 404, 'a used one shows nothing more')
    t.equal((await anybody.get('/claim/%00')).status, 400)
    t.equal((await anybody.send('POST', '/claim', { body: 'x' })).status, 400)
  })

  await t.test('stops who guesses', async (t) => {
    let last = await anybody.get(`/claim/${newCode()}`)
    for (let tries = 0; tries < 40 && last.status !== 429; tries += 1) {
      last = await anybody.get(`/claim/${newCode()}`)
    }
    t.equal(last.status, 429)
    t.match(last.headers.get('retry-after'), /^[1-9]\d*$/)
  })
  for (const { code } of set.codes) t.notOk(service.log().includes(code), 'no code in the log')
})
