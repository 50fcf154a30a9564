// Results of an award: scores, grades and statuses, as the badge class describes them.
import t from 'tap'
import { officialSchema, schemaFolder } from '../credentials/official-schemas.ts'
import { needsShared } from '../credentials/shared.ts'
import { badgeClassInput, made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const SCORE = {
  name: 'Score',
  resultType: 'Percent',
  valueMin: 0,
  valueMax: 100,
  requiredValue: '50',
}
const GRADE = { name: 'Final grade', resultType: 'LetterGrade', allowedValues: ['C', 'B', 'A'] }
const STATE = { name: 'Course', resultType: 'Status' }
const resultDescriptions = [SCORE, GRADE, STATE]

let cards = 0
const recipient = () => ({ type: 'library-card', value: `card ${++cards}`, authority: 'harbour' })

t.test('an award states results, signed with what they mean', async (t) => {
  const service = await startService(t)
  const { admin, as } = service
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: { resultDescriptions } })
  t.same(badgeClass.resultDescriptions, resultDescriptions)
  const id = (number: number) => `${badgeClass.achievementUrl}#result-${number}`
  const published = (await as(null).get(badgeClass.achievementUrl)).body
  const described = [
    {
      id: id(1),
      type: ['ResultDescription'],
      name: 'Score',
      resultType: 'Percent',
      requiredValue: '50',
      valueMin: '0',
      valueMax: '100',
    },
    {
      id: id(2),
      type: ['ResultDescription'],
      name: 'Final grade',
      resultType: 'LetterGrade',
      allowedValue: ['C', 'B', 'A'],
    },
    { id: id(3), type: ['ResultDescription'], name: 'Course', resultType: 'Status' },
  ]
  t.same(published.resultDescription, described)

  const results = [
    { name: 'final  GRADE', value: 'B' },
    { name: 'Score', value: 87.5 },
    { name: 'Course', value: 'completed' },
  ]
  const award = made(
    await admin.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: recipient(),
      results,
    }),
  )
  const { credentialSubject } = award.credential
  t.same(credentialSubject.achievement.resultDescription, described)
  t.same(credentialSubject.result, [
    { type: ['Result'], resultDescription: id(2), value: 'B' },
    { type: ['Result'], resultDescription: id(1), value: '87.5' },
    { type: ['Result'], resultDescription: id(3), status: 'Completed' },
  ])
  const report = (await as(null).post('/v1/verify', { credential: award.credential })).body
  t.equal(report.verdict, 'valid')
  t.same(report.credential.results, [
    { name: 'Final grade', value: 'B' },
    { name: 'Score', value: '87.5' },
    { name: 'Course', status: 'Completed' },
  ])
  await t.test('the official schemas accept it', needsShared(schemaFolder), async (t) => {
    for (const kind of ['json-ld', 'formal'] as const) {
      const validate = officialSchema(kind)
      t.ok(validate(award.credential), `${kind}: ${JSON.stringify(validate.errors)}`)
    }
  })

  await t.test('a correction keeps them, changes them, or takes them away', async (t) => {
    const correct = async (of: { id: string }, changes: object) =>
      made(await admin.post(`/v1/assertions/${of.id}/correction`, { reason: 'Wrong.', ...changes }))
    const kept = await correct(award, { narrative: 'Alone.' })
    t.same(kept.credential.credentialSubject.result, credentialSubject.result)
    const changed = await correct(kept, { results: [{ name: 'Score', value: '90' }] })
    t.match(changed.credential.credentialSubject.result, [{ value: '90' }])
    const without = await correct(changed, { results: null })
    t.equal(without.credential.credentialSubject.result, undefined)
  })

  await t.test('they change with the badge class, and what was awarded does not', async (t) => {
    const path = `/v1/badge-classes/${badgeClass.id}`
    const { body } = await admin.patch(path, { resultDescriptions: [GRADE] })
    t.match(body, { version: 2, resultDescriptions: [GRADE] })
    const old = (await as(null).get(badgeClass.achievementUrl)).body
    t.same(old.resultDescription, described)
    const answer = await admin.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: recipient(),
      results: [{ name: 'Score', value: '1' }],
    })
    t.match(answer, { status: 400, body: { errors: [{ field: 'results[0].name' }] } })
  })
})

t.test('a result that the badge class does not describe so is refused by its field', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: { resultDescriptions } })
  const award = (results: unknown, to: object = recipient()) =>
    admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient: to, results })
  const wrong: [results: unknown, ...fields: string[]][] = [
    [[{ name: 'Height', value: '1' }], 'results[0].name'],
    [[{ value: '1' }], 'results[0].name'],
    [[{ name: 'Score' }], 'results[0].value'],
    [[{ name: 'Score', value: '' }], 'results[0].value'],
    [[{ name: 'Score', value: 100.5 }], 'results[0].value'],
    [[{ name: 'Score', value: '-1' }], 'results[0].value'],
    [[{ name: 'Score', value: '87,5' }], 'results[0].value'],
    [[{ name: 'Score', value: '0x10' }], 'results[0].value'],
    [[{ name: 'Score', value: 'Infinity' }], 'results[0].value'],
    [[{ name: 'Final grade', value: 'b' }], 'results[0].value'],
    [[{ name: 'Course', value: 'B' }], 'results[0].status'],
    [[{ name: 'Course', status: 'Done' }], 'results[0].status'],
    [[{ name: 'Score', value: true }], 'results[0].value'],
    [[{ name: 'Score', value: '1', unit: '%' }], 'results[0].unit'],
    [
      [
        { name: 'Score', value: '1' },
        { name: 'score', value: '2' },
      ],
      'results[1].name',
    ],
    [
      [
        { name: 'Score', value: 'x' },
        { name: 'Nothing', value: '2' },
      ],
      'results[0].value',
      'results[1].name',
    ],
    [{ Score: 1 }, 'results'],
    [Array.from({ length: 21 }, () => ({ name: 'Score', value: '1' })), 'results'],
  ]
  for (const [results, ...fields] of wrong) {
    const { status, body } = await award(results)
    t.equal(status, 400, JSON.stringify(results))
    const named = body.errors?.map(({ field }: { field: string }) => field)
    t.ok(
      fields.every((field) => named?.includes(field)),
      `${fields} among ${named}`,
    )
  }
  const card = { type: 'library-card', value: '29001234567', authority: 'harbour' }
  const grades = [{ ...GRADE, allowedValues: undefined }]
  await admin.patch(`/v1/badge-classes/${badgeClass.id}`, { resultDescriptions: grades })
  t.match(await award([{ value: 'Card 2900 1234567' }], card), {
    status: 400,
    body: { errors: [{ field: 'results[0].value' }] },
  })
  t.equal((await admin.get('/v1/assertions')).body.data.length, 0, 'nothing was awarded')
})

t.test('result descriptions that make no sense are refused by their field', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const wrong: [descriptions: object[], field: string][] = [
    [[SCORE, { ...GRADE, name: ' score ' }], 'resultDescriptions[1].name'],
    [[{ ...SCORE, valueMin: 101 }], 'resultDescriptions[0].valueMax'],
    [[{ ...SCORE, requiredValue: '101' }], 'resultDescriptions[0].requiredValue'],
    [[{ ...SCORE, requiredValue: 'all' }], 'resultDescriptions[0].requiredValue'],
    [[{ ...SCORE, allowedValues: ['1'] }], 'resultDescriptions[0].allowedValues'],
    [[{ ...GRADE, requiredValue: 'D' }], 'resultDescriptions[0].requiredValue'],
    [[{ ...GRADE, allowedValues: ['A', 'A'] }], 'resultDescriptions[0].allowedValues'],
    [[{ ...GRADE, allowedValues: [] }], 'resultDescriptions[0].allowedValues'],
    [[GRADE, { ...STATE, resultType: 'Marks' }], 'resultDescriptions[1].resultType'],
    [[{ name: 'Score' }], 'resultDescriptions[0].resultType'],
    [[{ ...SCORE, valueMin: '0' }], 'resultDescriptions[0].valueMin'],
  ]
  for (const [descriptions, field] of wrong) {
    const answer = await admin.post('/v1/badge-classes', {
      issuerId: issuer.id,
      ...badgeClassInput,
      resultDescriptions: descriptions,
    })
    t.match(answer, { status: 400, body: { errors: [{ field }] } }, field)
  }
  const own = { issuerId: issuer.id, ...badgeClassInput }
  const ext = [{ name: 'Stars', resultType: 'ext:Stars', allowedValues: ['*', '**'] }]
  t.equal((await admin.post('/v1/badge-classes', { ...own, resultDescriptions: ext })).status, 201)
})
