import t from 'tap'
import { isSeen, openBrowser, withoutBrowser } from '../support/browser.ts'
import { startService } from '../support/service.ts'

t.test(
  'the documentation page works in a browser without any other host',
  {
    skip: withoutBrowser(),
  },
  async (t) => {
    const { url } = await startService(t)
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    const complaints: string[] = []
    const elsewhere: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
        elsewhere.push(request.url())
      }
    })

    await page.goto(`${url}/docs`)
    // Closed at first: there are hundreds of operations.
    await page.locator('#operations-tag-Assertions').click()
    await page.getByText('Award a badge').first().click()

    t.ok(await isSeen(page.getByText('assertions:write')), 'an operation with its scope')
    t.ok(await isSeen(page.getByText('library-card')), 'and its example')
    t.same(elsewhere, [], 'nothing was asked of another host')
    t.same(complaints, [], 'no script failed and no policy was broken')
  },
)
