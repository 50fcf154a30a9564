// The page at /docs, without a browser.
import t from 'tap'
import { startService } from '../support/service.ts'

t.test('the page at /docs loads everything from the service', async (t) => {
  const { url, as } = await startService(t)
  const page = await fetch(`${url}/docs`)
  const html = await page.text()
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), /^text\/html/)
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'/)
  t.notMatch(policy, /https?:|\*|unsafe-eval/, 'no other host is allowed')

  const seen = new Set<string>()
  async function load(reference: string, base: string) {
    if (reference.startsWith('data:') || reference.startsWith('#')) return
    const target = new URL(reference, base)
    t.equal(target.origin, url, `${reference} is on the service`)
    if (target.origin !== url || seen.has(target.href)) return
    seen.add(target.href)
    const answer = await as(null).get(target.href)
    t.equal(answer.status, 200, target.pathname)
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff', target.pathname)
    if (!target.pathname.endsWith('.css')) return
    for (const [, , inner = ''] of answer.text.matchAll(/url\((["']?)(.*?)\1\)/g)) {
      await load(inner, target.href)
    }
    t.notMatch(answer.text, /@import/, 'no style sheet behind it')
  }
  const references = [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, found = '']) => found)
  t.ok(references.some((reference) => reference.endsWith('.js')))
  t.ok(references.some((reference) => reference.endsWith('.css')))
  for (const reference of references) await load(reference, page.url)
  t.notMatch(html, /<script>(?!\s*<)/, 'no script that the policy would stop')

  const script = [...seen].find((href) => href.endsWith('swagger-initializer.js')) as string
  const initializer = (await as(null).get(script)).text
  t.match(initializer, /validatorUrl: (null|undefined)/, 'no badge of a validator elsewhere')
  t.notMatch(initializer, /https?:\/\/(?!stackoverflow\.com)/, 'no other host is named')
  t.same(
    (await as(null).get('/docs/json')).body,
    (await as(null).get('/openapi.json')).body,
    'it shows this description',
  )
})
