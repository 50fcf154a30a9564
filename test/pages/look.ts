import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Service } from '../support/service.ts'

/** On what pages are looked at. */
export const SCREENS: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
}

/** The addresses that are looked at, and what is done there first. */
export type Place = { path: string; act?: (page: Page) => Promise<void> }

/** Opens a place as a visitor would and looks for whatever is wrong with it. */
export async function look(
  t: Test,
  browser: Browser,
  { url }: Service,
  { path, act }: Place,
  options: BrowserContextOptions,
): Promise<void> {
  const context = await browser.newContext(options)
  t.teardown(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const elsewhere: string[] = []
  page.on('console', (message) => {
    // Of the status of the page itself a browser complains too.
    if (message.type() === 'error' && !message.text().includes('status of 40')) {
      complaints.push(message.text())
    }
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
      elsewhere.push(request.url())
    }
  })
  await page.goto(`${url}${path}`)
  await act?.(page)

  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  t.same(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
    'axe finds nothing',
  )
  t.same(await page.evaluate(stickingOut(options.viewport?.width ?? 0)), [], 'nothing sticks out')
  const pictures = (await page.evaluate(
    '[...document.images].filter((image) => image.checkVisibility() && image.naturalWidth === 0).length',
  )) as number
  t.equal(pictures, 0, 'every picture is shown')
  t.same(complaints, [], 'no policy was broken')
  t.same(elsewhere, [], 'nothing was asked of another host')
}

/** A script that lists the visible elements that are wider than the screen, but in boxes that scroll. */
const stickingOut = (width: number) => `[...document.body.querySelectorAll('*')]
  .filter((one) => one.checkVisibility() && !one.closest('.skip, .hidden, pre, table'))
  .filter((one) => one.getBoundingClientRect().right > ${width} + 0.5)
  .map((one) => one.outerHTML.slice(0, 100))`
