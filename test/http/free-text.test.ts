import t from 'tap'
import { freeTexts, sample } from '../support/mutations.ts'
import {
  aimed,
  carryOut,
  operationsOf,
  perform,
  populate,
  requestFor,
  type Schema,
  usesUp,
} from '../support/operations.ts'
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

/** Members that take any text by their schema and are held to more by their meaning. */
const HAVE_A_FORM =
  /^(language|code|claimCode|to|evidence|guardian\.name|guardianName|shownName|settings\..*|reservedFor\..*|achievementType|alignments\.0\.targetType|.*\bidentifiers?\.0?\.?.*|recipient\..*|results\..*|resultDescriptions\.0\.(?!name).*)$/

t.test('text that looks like SQL, HTML or code is kept and given back as it is', async (t) => {
  const { admin, database } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const creating = operations.filter((operation) => operation.creates && !usesUp(operation))
  const before = await tables(database)
  let kept = 0
  for (const operation of creating) {
    const { path, body } = requestFor(operation, population)
    const schema = operation.body as Schema
    for (const place of freeTexts(schema)) {
      if (HAVE_A_FORM.test(place.join('.'))) continue
      for (const text of TEXTS) {
        // A learner of their own: an existing one keeps the name that is there.
        const fresh = JSON.parse(JSON.stringify(body).replaceAll('29001234567', `2900${kept}`))
        const sent = withText(schema, fresh, place, text, population)
        const answer = await carryOut(admin, operation.method, path, sent)
        const what = `${operation.id} ${place.join('.')}: ${JSON.stringify(text)}`
        if (answer.status !== 201) t.fail(`${what}: ${answer.status} ${answer.text}`)
        const given = JSON.stringify(answer.body).includes(JSON.stringify(text).slice(1, -1))
        if (!given) t.fail(`${what}: not given back`)
        const [, key] = answer.headers.get('location')?.split(/\/(?=[^/]+$)/) ?? []
        const read = await admin.get(`${path}/${key}`)
        if (!read.text.includes(JSON.stringify(text).slice(1, -1))) t.fail(`${what}: not kept`)
        kept += 1
      }
    }
  }
  t.ok(kept >= 15 * TEXTS.length, `${kept} texts`)
  t.same(await tables(database), before)
  // The image there is a PNG, and events of a batch that nobody works on have no end.
  const others = ['getImageSvg', 'listenToAwardBatch']
  // These want a question, or the token of a learner or a share, which the population has not.
  others.push('findRoutes', 'getEqualityAnswers', 'getEqualityReport', 'openShare', 'openShareJson')
  const reading = operations.filter(({ id, method }) => method === 'GET' && !others.includes(id))
  for (const operation of reading) {
    const answer = await perform(admin, operation, population)
    t.equal(answer.status, 200, `${operation.id} still works`)
    const type = answer.headers.get('content-type') ?? ''
    if (operation.id === 'getCredentialHtml') {
      t.notMatch(answer.text, /<script|<[^>]+\sonerror=/i, 'a page shows text as text')
    } else {
      t.match(
        type,
        /json|^image\/|^text\/calendar|^application\/(vc\+jwt|zip)|^text\/plain/,
        'and is never HTML',
      )
    }
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  }
})

t.test('an award with such text is signed, published as it is, and verifies', async (t) => {
  const { admin, as } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  for (const narrative of TEXTS) {
    const award = operations.find(({ id }) => id === 'createAssertion')
    const { path, body } = requestFor(award as NonNullable<typeof award>, population)
    const { body: assertion } = await admin.post(path, { ...(body as object), narrative })
    const published = await as(null).get(assertion.credentialUrl)
    t.equal(published.body.credentialSubject.narrative, narrative)
    const report = await as(null).post('/v1/verify', { credential: published.body })
    t.equal(report.body.verdict, 'valid', JSON.stringify(narrative))
  }
})

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
    const [first] = Array.isArray(body) ? body : []
    return [withText(main.items as Schema, first, rest, text, population)]
  }
  const around = body ?? aimed(sample(main), population)
  const member = main.properties?.[name] as Schema
  const inner = (around as Record<string, unknown>)[name]
  return { ...(around as object), [name]: withText(member, inner, rest, text, population) }
}
