import { accessSync } from 'node:fs'
import { type Browser, chromium, type Locator } from 'playwright-core'
import type { Teardown } from './service.ts'

const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome']

/** Where a browser is on this machine; undefined when there is none. */
function browserPath(): string | undefined {
  return PLACES.find((path) => {
    if (path === undefined) return false
    try {
      accessSync(path)
      return true
    } catch {
      return false
    }
  })
}

/**
 * What to give a test as its `skip`: false where a browser is; elsewhere the sentence that says
 * so. In CI the browser is installed, so there its absence fails instead.
 */
export function withoutBrowser(): string | false {
  if (browserPath() !== undefined || process.env.CI === 'true') return false
  return 'No Chromium on this machine: install it, or name it in CHROMIUM_PATH.'
}

/** A real browser without a window, closed with the test. */
export async function openBrowser(t: Teardown): Promise<Browser> {
  const executablePath = browserPath()
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine.')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  t.teardown(() => browser.close())
  return browser
}

/**
 * Whether it is there to be seen, now or within `timeoutMs`: what a click leads to is drawn, or
 * loaded, a moment after the click.
 */
export function isSeen(what: Locator, timeoutMs = 15_000): Promise<boolean> {
  return what
    .first()
    .waitFor({ state: 'visible', timeout: timeoutMs })
    .then(
      () => true,
      () => false,
    )
}
