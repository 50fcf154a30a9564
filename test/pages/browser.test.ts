// The pages in a real browser: for everybody, on every screen, without scripts, on paper.
import type { Page } from 'playwright-core'
import t from 'tap'
import { isSeen, openBrowser, withoutBrowser } from '../support/browser.ts'
import { made, makeBadgeClass } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'
import { makeAward } from './harness.ts'
import { look, type Place, SCREENS } from './look.ts'

const RICH = {
  name: 'Podcast Producer for the Extraordinarily-Long-Harbour-Storytelling-Programme',
  criteria: {
    narrative:
      'Publish an episode:\n\n1. Plan it.\n2. Record it.\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    id: 'https://library.example.org/podcast',
  },
  layer: 'Demonstrate',
  tags: ['audio', 'storytelling'],
  alignments: [{ targetName: 'Develop media content', targetUrl: 'https://skills.example.org/1' }],
}
const AWARD = {
  narrative: 'Interviewed *three* dockers: [listen](https://library.example.org/42).',
  evidence: [{ id: 'https://library.example.org/42', name: 'Episode 42', narrative: 'Listen.' }],
}

async function places(service: Service): Promise<Record<string, Place>> {
  const { admin } = service
  const { badgeClass } = await makeBadgeClass(admin, { badgeClass: RICH })
  const good = await makeAward(admin, badgeClass.id, AWARD)
  const bad = await makeAward(admin, badgeClass.id, AWARD)
  await admin.post(`/v1/assertions/${bad.id}/revocation`, { reason: 'Wrong person.' })
  const path = ({ credentialUrl }: { credentialUrl: string }) => new URL(credentialUrl).pathname
  const unfold = (page: Page) => page.locator('summary').click()
  const verify = (given: string) => async (page: Page) => {
    await page.getByLabel('Text').fill(given)
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.locator('.verdict, .alert').waitFor()
  }
  const shared = { badgeClassId: badgeClass.id, kind: 'shared', count: 1 }
  const card = made(await admin.post('/v1/claim-codes', shared)).codes[0].url
  const claim = async (page: Page) => {
    await page.getByLabel('Your e-mail address').fill('sam@example.org')
    await page.getByRole('button', { name: 'Claim the badge' }).click()
    await page.getByRole('heading', { name: /badge/ }).waitFor()
  }
  return {
    valid: { path: path(good), act: unfold },
    revoked: { path: path(bad), act: unfold },
    'the form': { path: '/verify' },
    'a result': { path: '/verify', act: verify(good.credentialUrl) },
    'a mistake': { path: '/verify', act: verify('hello') },
    'a card': { path: new URL(card).pathname },
    'a claim': { path: new URL(card).pathname, act: claim },
    'no card': { path: '/claim' },
    'not there': { path: `/credentials/${'A'.repeat(22)}` },
  }
}

t.test('in a browser', { skip: withoutBrowser() }, async (t) => {
  const service = await startService(t)
  const browser = await openBrowser(t)
  const all = await places(service)

  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const [name, place] of Object.entries(all)) {
      t.test(`${name} on a ${screen} screen`, (t) => look(t, browser, service, place, options))
    }
  }

  t.test('without any script the whole way', async (t) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    t.teardown(() => context.close())
    const page = await context.newPage()
    await page.goto(service.url + (all.valid as Place).path)
    await page.getByText('What was checked, and how').click()
    t.ok(await isSeen(page.getByText('The document is exactly as it was signed.')))
    await page.getByRole('link', { name: 'Check this one again' }).click()
    t.equal(await page.getByLabel('Web address').inputValue(), service.url + all.valid?.path)
    await page.getByRole('button', { name: 'Verify' }).click()
    t.ok(await isSeen(page.getByRole('heading', { name: 'This credential is valid' })))
    await page.getByRole('link', { name: 'Open the page of this credential' }).click()
    await page.waitForURL(service.url + all.valid?.path)
  })

  t.test('a picture can be downloaded and verified again', async (t) => {
    const page = await browser.newPage()
    t.teardown(() => page.close())
    await page.goto(service.url + (all.valid as Place).path)
    const waiting = page.waitForEvent('download')
    await page.getByRole('link', { name: /^Picture \(PNG\)/ }).click()
    const download = await waiting
    t.match(download.suggestedFilename(), /^badge-[\w-]{22}\.png$/)
    await page.goto(`${service.url}/verify`)
    await page.getByLabel('File').setInputFiles(await download.path())
    await page.getByRole('button', { name: 'Verify' }).click()
    t.ok(await isSeen(page.getByRole('heading', { name: 'This credential is valid' })))
  })

  t.test('on paper it is a certificate on one sheet', async (t) => {
    const { badgeClass } = await makeBadgeClass(service.admin, {
      badgeClass: {
        ...RICH,
        name: 'Name '.repeat(40).trim(),
        description: 'A long description. '.repeat(200),
      },
    })
    const long = await makeAward(service.admin, badgeClass.id, AWARD)
    for (const path of [all.valid?.path, all.revoked?.path, new URL(long.credentialUrl).pathname]) {
      const page = await browser.newPage({ viewport: { width: 794, height: 1123 } })
      await page.goto(`${service.url}${path}`)
      await page.emulateMedia({ media: 'print' })
      t.ok(await page.locator('.certificate').isVisible())
      t.notOk(await page.locator('.screen').isVisible())
      t.notOk(await page.locator('header').isVisible())
      t.ok(await page.locator('.certificate').getByText(`${service.url}${path}`).isVisible())
      const pdf = await page.pdf({ preferCSSPageSize: true })
      const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
      t.equal(sheets.length, 1)
      await page.close()
    }
  })
})
