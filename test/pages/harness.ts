import { JSDOM } from 'jsdom'
import type { Answer, Client } from '../support/client.ts'
import { made } from '../support/programme.ts'
import type { Service } from '../support/service.ts'

/** What a browser sends when somebody opens an address. */
export const BROWSER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
}

/** An award to a fresh e-mail address. */
export async function makeAward(client: Client, badgeClassId: string, extra: object = {}) {
  const value = `learner-${Math.random().toString(36).slice(2)}@example.org`
  return made(
    await client.post('/v1/assertions', {
      badgeClassId,
      recipient: { type: 'email', value },
      ...extra,
    }),
  )
}

/** Opens the page of a credential as a browser does. */
export function openPage(service: Service, award: { credentialUrl: string }): Promise<Answer> {
  return service.as(null).get(new URL(award.credentialUrl).pathname, BROWSER)
}

/** Sends the form of `/verify`. */
export function submit(
  service: Service,
  fields: { url?: string; text?: string; file?: Uint8Array | string },
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData()
  form.set('url', fields.url ?? '')
  // A browser sends an empty file where none was chosen.
  form.set('file', new Blob([fields.file ?? '']), fields.file === undefined ? '' : 'badge.bin')
  form.set('text', fields.text ?? '')
  return service.as(null).send('POST', '/verify', { body: form, headers })
}

/** The text of a page, without its markup, in one line. */
export function words(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
}

type Element = {
  tagName: string
  getAttributeNames(): string[]
  getAttribute(name: string): string | null
}

/**
 * Everything in a page that runs, loads from elsewhere or leads astray, as an HTML parser sees it:
 * scripts and frames, handlers, inline styles, pictures and forms of others, strange addresses.
 */
export function dangersIn(html: string): string[] {
  const { document } = new JSDOM(html).window as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Element> }
  }
  return [...document.querySelectorAll('*')].flatMap((element) => {
    const tag = element.tagName.toLowerCase()
    const forbidden = /^(script|iframe|frame|object|embed|base|math|foreignobject|video|audio)$/
    return [
      ...(forbidden.test(tag) ? [`<${tag}>`] : []),
      ...element.getAttributeNames().flatMap((name) => {
        const value = element.getAttribute(name) ?? ''
        const harmless =
          name === 'href'
            ? /^(https?:\/\/|mailto:|\/(?!\/)|#|data:image\/svg\+xml,)/.test(value)
            : name === 'src'
              ? /^(\/(?!\/)|data:image\/)/.test(value)
              : name === 'action'
                ? value === '/verify'
                : !/^(on|style$|srcset$|formaction$|srcdoc$|http-equiv$|ping$)/.test(name)
        return harmless ? [] : [`<${tag} ${name}="${value}">`]
      }),
    ]
  })
}
