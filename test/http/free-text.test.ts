import t from 'tap'
import { svgImage } from '../support/images.ts'
import { freeTexts, sample } from '../support/mutations.ts'
import {
  aimed,
  carryOut,
  operationsOf,
  type Population,
  perform,
  populate,
  requestFor,
  type Schema,
  usesUp,
} from '../support/operations.ts'
import { badgeClassInput, issuerInput, made } from '../support/programme.ts'
import { startService } from '../support/service.ts'
import { tables } from '../support/tables.ts'

/** Legitimate text, however much it looks like something else. */
const TEXTS = [
  "Robert'); drop table learners; --",
  '"; delete from issuers where true; /*',
  '<script>alert(document.cookie)</script>',
  '<img src=x onerror=alert(1)>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must arrive as it is
  '${process.exit(1)} {{7*7}} <%= 7 %> %s %n $1 \\u0000 \\',
  '../../../etc/passwd',
  'Ünïcödé 日本語 🏴󠁧󠁢󠁷󠁬󠁳󠁿 עברית\u200f \u0301\ufeff',
  'line one\r\nline two\ttab\u0001\u001b[31m',
  'null',
]

/** Members that take any text by their schema and are held to more by their meaning, and to what. */
const HAVE_A_FORM: [RegExp, string][] = [
  [/[ .]language$/, 'a tag of BCP 47'],
  [/ (code|claimCode)$/, 'a code that was made here'],
  [/ to$/, 'an e-mail address'],
  [/ (identifiers\.0|identifier|recipient|reservedFor)\.value$/, 'an identifier of its type'],
  [/^claimRecord identifier\.authority$/, 'nobody gives out e-mail addresses'],
  [/ (achievementType|alignments\.0\.targetType)$/, 'a term of Open Badges, or an extension'],
  [/ resultDescriptions\.0\.resultType$/, 'a term of Open Badges, or an extension'],
]

/** Texts that other tests of this file send, with what they need around them. */
const ELSEWHERE =
  /^(createBadgeClass resultDescriptions\.0\.(allowedValues\.0|requiredValue)|createAssertion results\..*|askGuardian (guardian\.name|shownName))$/

/** Members that say by what a learner is known. */
const IDENTIFIERS = ['identifiers', 'identifier', 'recipient', 'reservedFor']

/** What is compared and never told again: only a keyed hash of it is kept. */
const UNTOLD = /^createClaimCodes reservedFor\.authority$/

t.test('text that looks like SQL, HTML or code is kept and given back as it is', async (t) => {
  const { admin, as, database } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const creating = operations.filter((operation) => operation.creates && !usesUp(operation))
  const before = await tables(database)
  let kept = 0
  for (const operation of creating) {
    const { path, body } = requestFor(operation, population)
    const schema = operation.body as Schema
    for (const place of freeTexts(schema)) {
      const name = place.join('.')
      const member = `${operation.id} ${name}`
      if (HAVE_A_FORM.some(([form]) => form.test(member)) || ELSEWHERE.test(member)) continue
      for (const text of TEXTS) {
        // A learner of their own: an existing one keeps the name that is there.
        const fresh = JSON.parse(JSON.stringify(body).replaceAll('29001234567', `2900${kept}`))
        const sent = withText(schema, namedOnce(fresh, place, kept), place, text, population)
        const answer = await carryOut(admin, operation.method, path, sent)
        const what = `${member}: ${JSON.stringify(text)}`
        if (!operation.successes.includes(answer.status)) {
          t.fail(`${what}: ${answer.status} ${answer.text}`)
        }
        kept += 1
        if (UNTOLD.test(member)) continue
        const isOfIdentifier = IDENTIFIERS.includes(String(place[0]))
        // It is part of what the identifier is compared by.
        const told = isOfIdentifier ? text.normalize('NFC').trim() : text
        const tells = (body: unknown) => JSON.stringify(body).includes(inJson(told))
        const learner = `/v1/learners/${answer.body.learnerId}/identifiers`
        const isTheirs = isOfIdentifier && answer.body.learnerId !== undefined
        if (!isTheirs && !tells(answer.body)) t.fail(`${what}: not given back`)
        const where = isTheirs ? learner : (answer.headers.get('location') ?? path)
        if (!tells((await admin.get(where)).body)) t.fail(`${what}: not kept`)
      }
    }
  }
  t.ok(kept >= 15 * TEXTS.length, `${kept} texts`)
  t.same(await tables(database), before)
  const share = made(
    await admin.post(`/v1/learners/${population.learner}/shares`, {
      assertionIds: [population.assertion],
      name: TEXTS[2],
      note: TEXTS[3],
    }),
  )
  const picture = made(await admin.post('/v1/images', { dataUrl: svgImage }))
  const { token } = made(await admin.post(`/v1/learners/${population.learner}/tokens`, {}))
  const others: Record<string, Population> = {
    openShare: { share: share.url.split('/').at(-1) },
    openShareJson: { share: share.url.split('/').at(-1) },
    getImageSvg: { image: picture.id },
  }
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const { id } = operation
    // What a learner answered is for the learner alone.
    const client = id === 'getEqualityAnswers' ? as(token) : admin
    const answer = await perform(client, operation, { ...population, ...others[id] })
    // Of a batch that nobody works on there is no more to tell.
    t.equal(answer.status, id === 'listenToAwardBatch' ? 204 : 200, `${id} still works`)
    const type = answer.headers.get('content-type') ?? ''
    if (['getCredentialHtml', 'openShare'].includes(id)) {
      t.notMatch(answer.text, /<script|<[^>]+\sonerror=/i, 'a page shows text as text')
    } else if (answer.status === 200) {
      t.match(
        type,
        /json|^image\/|^text\/calendar|^application\/(vc\+jwt|zip)|^text\/plain/,
        'and is never HTML',
      )
    }
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff', id)
  }
})

t.test('a guardian is asked, and answers, under whatever name they have', async (t) => {
  const { admin } = await startService(t)
  const { id: consentTextId } = made(
    await admin.post('/v1/consent-texts', {
      purpose: 'public-name',
      language: 'en',
      wording: 'Whoever has the link may read my name.',
    }),
  )
  for (const [position, name] of TEXTS.entries()) {
    const identifiers = [{ type: 'email', value: `sam.${position}@example.org` }]
    const path = `/v1/learners/${made(await admin.post('/v1/learners', { identifiers })).id}`
    const asked = made(
      await admin.post(`${path}/guardian-requests`, {
        consentTextId,
        guardian: { name, email: 'alex@example.org' },
        shownName: name,
      }),
    )
    const sent = (await admin.get('/v1/mail-messages?limit=200')).body.data.at(-1)
    const { values } = (await admin.get(`/v1/mail-messages/${sent.id}/content`)).body
    t.equal(values.shownName, name, 'what they are asked to agree to')
    const answer = { code: values.code, decision: 'given' }
    t.equal((await admin.post(`/v1/guardian-requests/${asked.id}/answer`, answer)).status, 200)
    const { data } = (await admin.get(`${path}/consents`)).body
    const said = data.map(({ by, guardianName, shownName }: Record<string, string>) => [
      by,
      guardianName,
      shownName,
    ])
    t.same(said, [['guardian', name, name]])
  }
})

t.test('an award with such text is signed, published as it is, and verifies', async (t) => {
  const { admin, as } = await startService(t)
  const { id: issuerId } = made(await admin.post('/v1/issuers', issuerInput))
  for (const text of TEXTS) {
    const allowed = { allowedValues: [text, 'B'], requiredValue: text }
    const grade = { name: text, resultType: 'LetterGrade', ...allowed }
    const badgeClass = made(
      await admin.post('/v1/badge-classes', {
        issuerId,
        ...badgeClassInput,
        resultDescriptions: [grade],
      }),
    )
    t.same(badgeClass.resultDescriptions, [grade])
    const assertion = made(
      await admin.post('/v1/assertions', {
        badgeClassId: badgeClass.id,
        recipient: { type: 'email', value: 'sam@example.org' },
        narrative: text,
        results: [{ name: text, value: text }],
      }),
    )
    const published = await as(null).get(assertion.credentialUrl)
    t.equal(published.body.credentialSubject.narrative, text)
    t.equal(published.body.credentialSubject.result[0].value, text)
    const report = await as(null).post('/v1/verify', { credential: published.body })
    t.equal(report.body.verdict, 'valid', JSON.stringify(text))
  }
})

/** As it stands within a document. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** A body that names a learner in one way, and by a card where whoever gave it is to be told. */
function namedOnce(body: object, place: (string | number)[], number: number): object {
  const [name] = place
  if (name === undefined || !IDENTIFIERS.includes(String(name))) return body
  const card = { type: 'library-card', value: `2900${number}` }
  const { learnerId: _, ...rest } = body as { learnerId?: string }
  return { ...rest, [name]: name === 'identifiers' ? [card] : card }
}

/** The body with a text in one place, and with whatever that place needs around it. */
function withText(
  schema: Schema,
  body: unknown,
  [name, ...rest]: (string | number)[],
  text: string,
  population: Record<string, string>,
): unknown {
  if (name === undefined) return text
  const main = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  if (typeof name === 'number') {
    const [first, ...others] = Array.isArray(body) ? body : (sample(main) as unknown[])
    return [withText(main.items as Schema, first, rest, text, population), ...others]
  }
  const around = body ?? aimed(sample(main), population)
  const member = main.properties?.[name] as Schema
  const inner = (around as Record<string, unknown>)[name]
  return { ...(around as object), [name]: withText(member, inner, rest, text, population) }
}
