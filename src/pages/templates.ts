import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Eta } from 'eta'

const FOLDER = new URL('templates/', import.meta.url)
const STYLE = readFileSync(new URL('page.css', FOLDER), 'utf8')

/** Compiled once, when the process starts. Every value is escaped unless a template says `<%~`. */
const eta = new Eta({ autoEscape: true, cache: true })
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.eta'))) {
  eta.loadTemplate(`@${file.slice(0, -4)}`, readFileSync(new URL(file, FOLDER), 'utf8'))
}

/** Names the one style sheet in a policy: what is inline and not exactly this has no effect. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/**
 * A page as HTML.
 *
 * @param template the name of a file in templates/, without its ending
 */
export function renderPage(template: string, data: object): string {
  return eta.render(`@${template}`, { ...data, style: STYLE })
}
