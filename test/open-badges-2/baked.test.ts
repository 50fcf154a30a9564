// Open Badges 2.0, Badge Baking: what a backpack takes out of a file from somebody's disk.
import { spawnSync } from 'node:child_process'
import extract from 'png-chunks-extract'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const email = { type: 'email', value: 'ada@example.org' }

t.test('baked images carry the hosted assertion', async (t) => {
  const { admin, as, url: origin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin, {
    issuer: { email: 'badges@library.example.org' },
    badgeClass: { layer: 'Lead' },
  })
  const award = made(
    await admin.post('/v1/assertions', {
      badgeClassId: badgeClass.id,
      recipient: email,
      narrative: 'Told of <a> & "b" ]]> – dock ⚓',
    }),
  )
  const assertion = (
    await as(null).get(award.credentialUrl.replace('/credentials/', '/ob2/assertions/'))
  ).body
  const file = async (format: string) => {
    const response = await fetch(`${assertion.id}.${format}`)
    return { response, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  await t.test('a PNG, as png-chunks-extract reads it', async (t) => {
    t.equal(assertion.image, `${assertion.id}.png`, 'the assertion names it')
    const { response, bytes } = await file('png')
    t.equal(response.headers.get('content-type'), 'image/png')
    const chunks = extract(bytes)
    const texts = chunks.filter(({ name }) => /^(iTXt|tEXt|zTXt)$/.test(name))
    t.equal(texts.length, 1)
    // Keyword, null, no compression (0 0), no language, no translated keyword, text.
    const [keyword, , , , , ...rest] = Buffer.from(texts[0]?.data ?? [])
      .toString()
      .split('\0')
    t.equal(keyword, 'openbadges')
    t.same(JSON.parse(rest.join('\0')), assertion)
  })

  const python = spawnSync('python3', ['--version']).status === 0
  const needsPython = { skip: python ? false : 'There is no python3 here to read what we baked.' }
  await t.test('an SVG, as the XML reader of Python reads it', needsPython, async (t) => {
    const { response, bytes } = await file('svg')
    t.match(response.headers.get('content-type'), /^image\/svg\+xml/)
    t.match(response.headers.get('content-security-policy'), /default-src 'none'; sandbox/)
    t.equal(response.headers.get('x-content-type-options'), 'nosniff')
    const script =
      'import sys, json, xml.etree.ElementTree as tree\n' +
      'first = tree.fromstring(sys.stdin.buffer.read())[0]\n' +
      "json.dump([first.tag, first.get('verify'), first.text], sys.stdout)"
    const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: bytes })
    t.equal(stderr.toString(), '')
    const [tag, verify, text] = JSON.parse(stdout.toString())
    t.equal(tag, '{http://openbadges.org}assertion')
    t.equal(verify, assertion.id, 'where the badge is hosted')
    t.same(JSON.parse(text), assertion)
  })

  await t.test('the same bytes each time, and 304 for who has them', async (t) => {
    for (const format of ['png', 'svg']) {
      const [one, other] = [await file(format), await file(format)]
      t.ok(one.bytes.equals(other.bytes), format)
      t.equal(one.response.headers.get('cache-control'), 'public, no-cache')
      t.equal(one.response.headers.get('access-control-allow-origin'), '*')
      const etag = one.response.headers.get('etag') as string
      const again = await as(null).get(`${assertion.id}.${format}`, { 'if-none-match': etag })
      t.equal(again.status, 304)
    }
  })

  await t.test('the BadgeClass shows the same picture without it', async (t) => {
    const published = (await as(null).get(assertion.badge)).body
    t.ok(published.image.startsWith(origin), published.image)
    const picture = Buffer.from(await (await fetch(published.image)).arrayBuffer())
    const pixels = (png: Uint8Array) => extract(png).filter(({ name }) => name !== 'iTXt')
    t.same(pixels((await file('png')).bytes), pixels(picture))
    t.equal(extract(picture).filter(({ name }) => name === 'iTXt').length, 0)
  })
})
