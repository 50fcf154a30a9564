// The page of a link in a real browser: for everybody, on every screen, without scripts, on paper.
import t from 'tap'
import { look, SCREENS } from '../pages/look.ts'
import { openBrowser, withoutBrowser } from '../support/browser.ts'
import { award, makeLearnerWithBadges } from '../support/learner-record.ts'
import { made } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('in a browser', { skip: withoutBrowser() }, async (t) => {
  const service = await startService(t)
  const { admin } = service
  const { learner, library, picks } = await makeLearnerWithBadges(service)
  const more: string[] = []
  for (let count = 0; count < 8; count += 1) {
    more.push((await award(service, library.badgeClass.id, learner)).id)
  }
  const input = {
    assertionIds: [...picks, ...more],
    name: 'What I can do for the Extraordinarily-Long-Harbour-Storytelling-Programme',
    note: 'Dear radio,\nthis is me.',
    includeEvidence: true,
  }
  const clr = { assertionIds: input.assertionIds, name: 'Sound' }
  const { id: clrId } = made(await admin.post(`/v1/learners/${learner}/clrs`, clr))
  const { assertionIds: _, ...rest } = { ...input, clrId }
  const share = async (wanted: object) =>
    new URL(made(await admin.post(`/v1/learners/${learner}/shares`, wanted)).url).pathname
  const places = {
    badges: { path: await share(input) },
    'a record': { path: await share(rest) },
    'not there': { path: `/shares/${'A'.repeat(43)}` },
  }
  const browser = await openBrowser(t)
  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const [name, place] of Object.entries(places)) {
      t.test(`${name} on a ${screen} screen`, (t) => look(t, browser, service, place, options))
    }
  }

  t.test('without any script, as a list that can be read aloud', async (t) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    t.teardown(() => context.close())
    const page = await context.newPage()
    await page.goto(service.url + places.badges.path)
    t.equal(await page.getByRole('heading', { level: 1 }).innerText(), input.name)
    t.equal(await page.getByRole('heading', { level: 2, name: 'Podcast Producer' }).count(), 9)
    t.equal(await page.getByText('Signature checked, and in force').count(), 10)
    t.ok(await page.getByText('Three dockers tell of their work.').isVisible())
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: /^Download as JSON/ }).click()
    t.equal((await waiting).suggestedFilename(), 'record.json')
  })

  t.test('printed, it is sheets with margins, and no card is torn apart', async (t) => {
    const page = await browser.newPage({ viewport: { width: 794, height: 1123 } })
    t.teardown(() => page.close())
    await page.goto(service.url + places['a record'].path)
    await page.emulateMedia({ media: 'print' })
    t.notOk(await page.locator('header.site').isVisible())
    t.notOk(await page.getByText('Download as JSON').isVisible())
    t.ok(await page.getByText(service.url + places['a record'].path).isVisible())
    t.ok(await page.getByText('Paper proves nothing').isVisible())
    const pdf = await page.pdf({ preferCSSPageSize: true })
    t.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
    t.ok(sheets.length >= 2 && sheets.length <= 6, `${sheets.length} sheets`)
    t.match(pdf.toString('latin1'), /\/MediaBox\s*\[\s*0 0 59[45]/, 'of A4')
    const broken = await page.evaluate(
      "[...document.querySelectorAll('.card')].map((one) => getComputedStyle(one).breakInside).filter((one) => one !== 'avoid')",
    )
    t.same(broken, [])
  })
})
