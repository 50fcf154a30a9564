// Everything that a stranger may hand over to /v1/verify, in every way to hand it over.
import { deflateSync } from 'node:zlib'
import encode from 'png-chunks-encode'
import extract from 'png-chunks-extract'
import t from 'tap'
import { CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../../src/credentials/index.ts'
import { published } from '../credential-formats/published.ts'
import { learnerRecord } from '../credentials/clr-sample.ts'
import { foreignIssuer } from '../credentials/foreign-suites.ts'
import { startServer } from '../outbound/loopback-server.ts'
import type { Answer } from '../support/client.ts'
import { notAProblem } from '../support/problem.ts'
import { makeSite } from '../verification/open-badges-2/site.ts'

const { service, credentialUrl, credential } = await published(t)
const anybody = service.as(null)
const bytesOf = async (suffix: string) =>
  Buffer.from(await (await fetch(`${credentialUrl}.${suffix}`)).arrayBuffer())
const [png, svg, jwt] = [await bytesOf('png'), await bytesOf('svg'), `${await bytesOf('jwt')}`]
const text = JSON.stringify(credential)
const holder = await foreignIssuer('eddsa-rdfc-2022', 11)

const raw = (body: string | Buffer, type: string) =>
  anybody.send('POST', '/v1/verify', {
    body: typeof body === 'string' ? body : Uint8Array.from(body),
    headers: { 'content-type': type },
  })
const post = (body: unknown) => anybody.post('/v1/verify', body)
const file = (content: string | Buffer) => {
  const body = new FormData()
  body.append('file', new Blob([Uint8Array.from(Buffer.from(content))]), 'notes.docx')
  return anybody.send('POST', '/v1/verify', { body })
}

t.test('a credential in every form, handed over in every way', async (t) => {
  const base64 = png.toString('base64')
  const ways: Record<string, Promise<Answer>> = {
    'a document': post({ credential }),
    'a document in a text': post({ credential: ` ${text}\n` }),
    'a document as the body': post(credential),
    'a document with its own type': raw(text, 'application/vc'),
    'a document as JSON-LD': raw(text, 'application/ld+json; charset=utf-8'),
    'a document of the older type': raw(text, 'application/vc+ld+json'),
    'a document as a text': raw(`\ufeff${text}`, 'text/plain'),
    'a document as bytes': raw(text, 'application/octet-stream'),
    'a document as a file': file(text),
    'a document in a data: URL': post({
      url: `data:application/vc;base64,${Buffer.from(text).toString('base64')}`,
    }),
    'a token': post({ jwt }),
    'a token in the place of a document': post({ credential: jwt }),
    'a token as the body': raw(jwt, 'application/vc+jwt'),
    'a token as the body, of the general type': raw(`${jwt}\n`, 'application/jwt'),
    'a token as a text': raw(jwt, 'text/plain; charset=utf-8'),
    'a token as a file': file(jwt),
    'a token in a data: URL': post({ url: `data:application/vc+jwt,${jwt}` }),
    'a token in an envelope': post({
      credential: {
        '@context': CREDENTIALS_V2,
        type: 'EnvelopedVerifiableCredential',
        id: `data:application/vc+jwt,${jwt}`,
      },
    }),
    'an address': post({ url: credentialUrl }),
    'an address in the place of a document': post({ credential: credentialUrl }),
    'an address as a text': raw(credentialUrl, 'text/plain'),
    'a PNG': raw(png, 'image/png'),
    'a PNG that is called something else': raw(png, 'image/svg+xml'),
    'a PNG that is called a token': raw(png, 'application/vc+jwt'),
    'a PNG as bytes': raw(png, 'application/octet-stream'),
    'a PNG as a file': file(png),
    'a PNG in base64': post({ image: base64 }),
    'a PNG in lines of base64': post({ image: base64.replace(/.{76}/g, '$&\r\n') }),
    'a PNG in base64 for URLs': post({ image: png.toString('base64url') }),
    'a PNG in a data: URL': post({ image: `data:image/png;base64,${base64}` }),
    'a PNG in a data: URL with escapes': post({
      image: `data:image/png;base64,${encodeURIComponent(base64)}`,
    }),
    'a PNG in the address': post({ url: `data:image/png;base64,${base64}` }),
    'an SVG': raw(svg, 'image/svg+xml'),
    'an SVG as a file': file(svg),
    'an SVG in base64': post({ image: svg.toString('base64') }),
    'an SVG in a data: URL': post({
      image: `data:image/svg+xml,${encodeURIComponent(svg.toString())}`,
    }),
  }
  for (const [what, asked] of Object.entries(ways)) {
    const { status, body } = await asked
    t.equal(status, 200, what)
    t.match(body, { verdict: 'valid', credential: { id: credentialUrl } }, what)
  }
})

t.test('a presentation has a verdict over all that is in it', async (t) => {
  const unsigned: JsonObject = {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
    holder: holder.did,
    verifiableCredential: [
      credential,
      {
        '@context': CREDENTIALS_V2,
        type: 'EnvelopedVerifiableCredential',
        id: `data:application/vc+jwt,${jwt}`,
      },
    ],
  }
  const signed = await holder.present(unsigned)
  for (const answer of [
    await post({ credential: signed }),
    await post(signed),
    await raw(JSON.stringify(signed), 'application/vp'),
    await file(JSON.stringify(signed)),
  ]) {
    t.match(answer.body, {
      verdict: 'valid',
      credential: null,
      presentation: { holder: holder.did },
      checks: [{ name: 'shape' }, { name: 'context' }, { name: 'proof' }, { name: 'holder-key' }],
      credentials: [
        { path: 'verifiableCredential.0', verdict: 'valid', credential: { id: credentialUrl } },
        { path: 'verifiableCredential.1', verdict: 'valid', credential: { id: credentialUrl } },
      ],
    })
  }
  const forged = { ...unsigned, verifiableCredential: [credential, { ...credential, name: 'X' }] }
  t.match((await post({ credential: forged })).body, {
    verdict: 'invalid',
    presentation: { holder: holder.did },
    credentials: [{ verdict: 'valid' }, { verdict: 'invalid' }],
  })
  const { body } = await post({ credential: { ...unsigned, verifiableCredential: [] } })
  t.match(body, { verdict: 'invalid', credentials: [] }, 'nothing that anybody signed')

  const recipient = { type: 'email', value: 'somebody@example.org' }
  const asked = await post({ credential: signed, recipient })
  t.match(asked.body, { verdict: 'invalid' }, 'what is asked for is asked of every credential')
})

t.test('a learner record is as good as each credential in it', async (t) => {
  const record = await holder.sign(
    learnerRecord(holder.did, [credential, { ...credential, name: 'X' }]),
  )
  const { body } = await post(record)
  t.match(body, {
    verdict: 'invalid',
    credential: { id: record.id },
    credentials: [
      { path: 'credentialSubject.verifiableCredential.0', verdict: 'valid' },
      { path: 'credentialSubject.verifiableCredential.1', verdict: 'invalid' },
    ],
  })
})

t.test('an endorsement is a credential like any other', async (t) => {
  const endorsement = await holder.sign({
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id: 'urn:uuid:0f9cf1d1-6f3c-4a4e-9d0a-0a4dc6a0f6b2',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    issuer: { id: holder.did, type: ['Profile'], name: 'A friend' },
    validFrom: '2026-01-01T00:00:00Z',
    name: 'Praise',
    credentialSubject: { id: credentialUrl, type: ['EndorsementSubject'] },
  })
  t.match((await post(endorsement)).body, { verdict: 'valid', credential: { name: 'Praise' } })
  const altered = { ...endorsement, name: 'Blame' }
  t.match((await post(altered)).body, { verdict: 'invalid' })
})

t.test('a badge of Open Badges 2.0, also as the body', async (t) => {
  const { port } = await startServer(t, ({ url = '' }, response) => {
    const { status = 404, body = '' } = site.answers.get(url) ?? {}
    response.writeHead(status).end(body)
  })
  const site = makeSite(`http://127.0.0.1:${port}`)
  for (const answer of [
    await post(site.assertion),
    await raw(JSON.stringify(site.assertion), 'application/ld+json'),
    await post({ credential: site.assertion }),
  ]) {
    t.match(answer.body, { verdict: 'valid', credential: { name: 'Night Sailor' } })
  }
})

t.test('what nothing can be made of is refused, with the field named', async (t) => {
  const cases: [string, Promise<Answer>, string][] = [
    ['no JSON in the credential', post({ credential: 'hello' }), 'credential'],
    ['a list', post({ credential: [] }), 'credential'],
    ['a list as a document', raw('[]', 'application/ld+json'), 'body'],
    ['a prototype', raw('{"@context": [], "__proto__": {}}', 'text/plain'), 'body'],
    ['no address', post({ url: 'hello' }), 'url'],
    ['an address of another kind', post({ url: 'ftp://example.org/' }), 'url'],
    ['a data: URL of nothing', post({ url: 'data:,hello' }), 'url'],
    ['an address in a data: URL', post({ url: `data:,${credentialUrl}` }), 'url'],
    ['a data: URL in thousands of others', post({ url: `${'data:,'.repeat(9_000)}{}` }), 'url'],
    ['a data: URL that is none', post({ url: 'data:image/png;base64' }), 'url'],
    ['no base64', post({ image: '%%%' }), 'image'],
    ['base64 of something else', post({ image: 'aGVsbG8=' }), 'image'],
    ['an address for an image', post({ image: credentialUrl }), 'image'],
    ['two things', post({ image: 'aGVsbG8=', url: credentialUrl }), 'image'],
    ['nothing but wishes', post({ checkEvidence: true }), 'credential'],
    ['a text', raw('hello', 'text/plain'), 'body'],
    ['nothing', raw('', 'text/plain'), 'body'],
    ['HTML', raw('<html></html>', 'text/plain'), 'body'],
    ['a file of another kind', file('hello'), 'file'],
    ['bytes', raw(Buffer.alloc(2_000, 255), 'application/octet-stream'), 'body'],
  ]
  for (const [what, asked, field] of cases) t.equal(notAProblem(await asked, field), null, what)
  // Its fields would be those of a request under application/json, where they are checked.
  t.match((await raw('{"jwt": 5}', 'application/odd+json')).body, { verdict: 'invalid' })
})

t.test('images may have 10 MB, everything else 1 MB', async (t) => {
  const [header, ...rest] = extract(Uint8Array.from(png))
  const padding = { name: 'prVt', data: new Uint8Array(10 * 1024 * 1024 - png.length - 100) }
  const large = Buffer.from(encode([header as never, padding, ...rest]))
  t.match((await raw(large, 'image/png')).body, { verdict: 'valid' })
  t.match((await post({ image: large.toString('base64') })).body, { verdict: 'valid' })
  t.match((await file(large)).body, { verdict: 'valid' })

  const long = { ...credential, name: 'x'.repeat(1_100_000) }
  const tooLarge = Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)])
  const much = `data:application/json,${JSON.stringify(long)}`
  for (const [what, asked] of Object.entries({
    'a document': post({ credential: long }),
    'a document as the body': post(long),
    'a document in a text': post({ credential: JSON.stringify(long) }),
    'a document with its own type': raw(JSON.stringify(long), 'application/vc'),
    'a document as a file': file(JSON.stringify(long)),
    'a token': post({ jwt: `a.${'b'.repeat(1_100_000)}.c` }),
    'a token as a text': raw(`a.${'b'.repeat(1_100_000)}.c`, 'application/jwt'),
    'an image beside a document': post({ image: 'A'.repeat(2_000_000), credential: long }),
    'many small things': post({ image: Array(400_000).fill('') }),
    'an image': raw(tooLarge, 'image/png'),
    'an image as a file': file(tooLarge),
    'an image in base64': post({ image: tooLarge.toString('base64') }),
    'an image in too much base64': post({ image: 'A'.repeat(16_000_000) }),
    'a document in a data: URL': post({ url: much }),
  })) {
    const { status, body } = await asked
    t.match({ status, detail: body.detail }, { status: 413, detail: /\w\.$/ }, what)
  }
  const deep = deflateSync(Buffer.alloc(100)).toString('base64')
  t.equal((await post({ image: deep.repeat(20_000) })).status, 400, 'no image at all')
})
