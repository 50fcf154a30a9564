import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Client } from '../support/client.ts'
import { unreachableImage } from '../support/images.ts'
import { notAProblem } from '../support/problem.ts'
import { badgeClassInput, issuerInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { fingerprint } from '../support/tables.ts'

let cards = 0
const award = async (client: Client, badgeClassId: string) =>
  made(
    await client.post('/v1/assertions', {
      badgeClassId,
      recipient: { type: 'library-card', value: `${++cards}`, authority: 'harbour' },
    }),
  )

t.test('an edit before the first award rewrites the badge class', async (t) => {
  const { admin, as } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}`
  const { body } = await admin.patch(path, { name: 'Radio Producer', tags: ['audio'] })
  t.match(body, { name: 'Radio Producer', tags: ['audio'], version: 1, awarded: false })
  t.equal(body.description, badgeClass.description, 'what is not named stays')
  t.equal(body.achievementUrl, badgeClass.achievementUrl)
  t.match((await as(null).get(body.achievementUrl)).body, { name: 'Radio Producer', version: '1' })
  t.equal((await admin.get(`${path}/versions`)).body.data.length, 1)

  const cleared = await admin.patch(path, { tags: [], layer: 'Lead', achievementType: 'Badge' })
  t.match(cleared.body, { tags: [], layer: 'Lead', achievementType: 'Badge' })
  const nulled = await admin.patch(path, { layer: null, achievementType: null })
  t.match(nulled.body, { layer: null, achievementType: null })
})

t.test('an edit after an award makes a new version and leaves the old one alone', async (t) => {
  const { admin, as } = await startService(t)
  const anybody = as(null)
  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}`
  const first = await award(admin, badgeClass.id)
  t.equal((await admin.get(path)).body.awarded, true)
  const before = {
    credential: (await anybody.get(first.credentialUrl)).text,
    achievement: (await anybody.get(badgeClass.achievementUrl)).text,
  }

  const changed = { name: 'Radio Producer', criteria: { narrative: 'Something harder.' } }
  const { body: second } = await admin.patch(path, changed)
  t.match(second, { ...changed, id: badgeClass.id, version: 2, awarded: false })
  t.not(second.achievementUrl, badgeClass.achievementUrl)
  t.equal((await anybody.get(first.credentialUrl)).text, before.credential)
  t.equal((await anybody.get(badgeClass.achievementUrl)).text, before.achievement)
  t.match((await anybody.get(second.achievementUrl)).body, {
    id: second.achievementUrl,
    name: 'Radio Producer',
    version: '2',
    related: [{ type: ['Related'], id: badgeClass.achievementUrl, version: '1' }],
  })

  await t.test('the new version is rewritten until it is awarded in its turn', async (t) => {
    const { body } = await admin.patch(path, { name: 'Sound Producer' })
    t.match(body, { version: 2, achievementUrl: second.achievementUrl })
    const next = await award(admin, badgeClass.id)
    t.equal(next.badgeClassVersion, 2)
    t.match(next.credential.credentialSubject.achievement, {
      id: second.achievementUrl,
      name: 'Sound Producer',
      related: [{ id: badgeClass.achievementUrl }],
    })
    const third = await admin.patch(path, { name: 'Noise Producer' })
    t.equal(third.body.version, 3)
    t.match((await anybody.get(third.body.achievementUrl)).body.related, [
      { id: second.achievementUrl, version: '2' },
    ])
  })

  await t.test('all versions are listed, newest first', async (t) => {
    const { data } = (await admin.get(`${path}/versions`)).body
    t.match(data, [
      { version: 3, name: 'Noise Producer', awarded: false },
      { version: 2, name: 'Sound Producer', awarded: true },
      {
        version: 1,
        name: badgeClass.name,
        awarded: true,
        achievementUrl: badgeClass.achievementUrl,
      },
    ])
  })

  await t.test('the old credentials verify and say what they said', async (t) => {
    const report = await anybody.post('/v1/verify', { url: first.credentialUrl })
    t.match(report.body, { verdict: 'valid', credential: { name: badgeClass.name } })
    t.equal((await admin.get(`/v1/assertions/${first.id}`)).body.badgeClassVersion, 1)
  })

  await t.test('an edit that changes nothing makes no version', async (t) => {
    await award(admin, badgeClass.id)
    const same = await admin.patch(path, { name: 'Noise Producer' })
    t.equal(same.body.version, 3)
    const archived = await admin.patch(path, { archived: true })
    t.match(archived.body, { version: 3, archivedAt: /./ })
  })
})

t.test('an archived badge class is not awarded until it is brought back', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}`
  t.equal((await admin.delete(path)).status, 204)
  const refused = await admin.post('/v1/assertions', {
    badgeClassId: badgeClass.id,
    recipient: { type: 'library-card', value: '1', authority: 'harbour' },
  })
  t.equal(refused.status, 409)
  t.equal(notAProblem(refused, 'badgeClassId'), null)
  await admin.patch(path, { archived: false })
  await award(admin, badgeClass.id)
})

t.test('an award and an edit at the same time: the credential and its version agree', async (t) => {
  const { admin, as, database } = await startService(t)
  const waits = async (count: number) => {
    for (;;) {
      const { rows } = await database.pool.query(
        `select 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      )
      if (rows.length >= count) return
      await setImmediate()
    }
  }
  const editThenAward = (id: string) => [
    () => admin.patch(`/v1/badge-classes/${id}`, { name: 'Edited' }),
    () => award(admin, id),
  ]
  for (const turned of [false, true]) {
    const { badgeClass } = await makeBadgeClass(admin)
    // Both wait at this row, in the order in which they came.
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select 1 from badge_class_versions where badge_class_id = $1 for update', [
      badgeClass.id,
    ])
    const under = []
    for (const start of turned
      ? editThenAward(badgeClass.id).reverse()
      : editThenAward(badgeClass.id)) {
      under.push(start())
      await waits(under.length)
    }
    await holder.query('commit')
    holder.release()
    await Promise.all(under)

    const [assertion] = (await admin.get(`/v1/assertions?badgeClassId=${badgeClass.id}`)).body.data
    const { body: credential } = await as(null).get(assertion.credentialUrl)
    const { achievement } = credential.credentialSubject
    const { body: published } = await as(null).get(achievement.id)
    t.equal(achievement.name, published.name, 'what was signed is what is published')
    t.equal(achievement.name, turned ? badgeClass.name : 'Edited')
    const { body: current } = await admin.get(`/v1/badge-classes/${badgeClass.id}`)
    t.match(current, { name: 'Edited', version: turned ? 2 : 1 })
  }

  const { badgeClass } = await makeBadgeClass(admin)
  const path = `/v1/badge-classes/${badgeClass.id}`
  await Promise.all(
    Array.from({ length: 30 }, (_, position) =>
      position % 3 === 0
        ? admin.patch(path, { name: `Name ${position}` })
        : award(admin, badgeClass.id),
    ),
  )
  const { data } = (await admin.get(`/v1/assertions?badgeClassId=${badgeClass.id}&limit=200`)).body
  t.equal(data.length, 20)
  for (const { credentialUrl, badgeClassVersion } of data) {
    const { body: credential } = await as(null).get(credentialUrl)
    const { achievement } = credential.credentialSubject
    const { body: published } = await as(null).get(achievement.id)
    t.equal(achievement.name, published.name)
    t.equal(achievement.version, String(badgeClassVersion))
  }
})

t.test('what would spoil a credential is refused when it is written', async (t) => {
  const { admin, database } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const alignment = { targetName: 'Skill', targetUrl: 'https://example.org/skill' }
  const wrong: [object, string][] = [
    [{ achievementType: 'foo' }, 'achievementType'],
    [{ achievementType: 'badge' }, 'achievementType'],
    [{ achievementType: 'ext:' }, 'achievementType'],
    [{ criteria: {} }, 'criteria'],
    [{ criteria: { narrative: ' ' } }, 'criteria.narrative'],
    [{ criteria: { id: 'criteria.html' } }, 'criteria.id'],
    [{ image: 'badge.png' }, 'image'],
    [{ image: 'ftp://example.org/badge.png' }, 'image'],
    [{ layer: 'Expert' }, 'layer'],
    [{ tags: ['a', 'a'] }, 'tags'],
    [
      { alignments: [alignment, { ...alignment, targetType: 'skill' }] },
      'alignments[1].targetType',
    ],
    [{ alignments: [{ ...alignment, targetUrl: 'skill' }] }, 'alignments[0].targetUrl'],
    [{ alignments: [{ targetUrl: 'https://example.org/x' }] }, 'alignments[0].targetName'],
  ]
  const before = await fingerprint(database)
  for (const [members, field] of wrong) {
    const input = { issuerId: issuer.id, ...badgeClassInput, ...members }
    const what = JSON.stringify(members)
    t.equal(notAProblem(await admin.post('/v1/badge-classes', input), field), null, what)
    const edited = await admin.patch(`/v1/badge-classes/${badgeClass.id}`, members)
    t.equal(notAProblem(edited, field), null, `${what}, as an edit`)
  }
  t.same(await fingerprint(database), before)

  const right = [
    { achievementType: 'ext:LibraryChallenge' },
    { achievementType: 'Certificate', layer: 'Engage', tags: ['a', 'b'] },
    { image: unreachableImage, criteria: { id: 'https://example.org/criteria' } },
    { alignments: [{ ...alignment, targetType: 'ext:Skill', targetCode: 'S1' }] },
  ]
  for (const members of right) {
    const input = { issuerId: issuer.id, ...badgeClassInput, ...members }
    const { id } = made(await admin.post('/v1/badge-classes', input))
    const { credentialUrl } = await award(admin, id)
    const report = await admin.post('/v1/verify', { url: credentialUrl })
    t.equal(report.body.verdict, 'valid', JSON.stringify(members))
  }
})

t.test('an issuer is edited, and what it signed before stays as it was', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const first = await award(admin, badgeClass.id)
  const before = (await as(null).get(first.credentialUrl)).text
  await admin.patch(`/v1/issuers/${issuer.id}`, { name: 'Harbour Libraries' })
  t.equal((await as(null).get(first.credentialUrl)).text, before)
  const second = await award(admin, badgeClass.id)
  t.equal(second.credential.issuer.name, 'Harbour Libraries')
  t.equal(first.credential.issuer.name, issuerInput.name)
  for (const { credentialUrl } of [first, second]) {
    t.match((await admin.post('/v1/verify', { url: credentialUrl })).body, { verdict: 'valid' })
  }
})
