import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

// A few characters of a table make a cell in every column, and those of a reference a whole address:
// with either, a page could be made as long as one likes.
const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable([
  'table',
  'reference',
])
// What a picture shows is said in words: one from elsewhere would tell its host who looks.
markdown.renderer.rules.image = (tokens, position) =>
  markdown.utils.escapeHtml(tokens[position]?.content ?? '')

/** Deeper than h1 to h3, which belong to the page. */
const HEADINGS: Record<string, string> = { h1: 'h4', h2: 'h5', h3: 'h6', h4: 'h6', h5: 'h6' }

const OPTIONS: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'em', 'strong', 's', 'a'],
    ...['h4', 'h5', 'h6'],
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    ...HEADINGS,
    a: (tagName, { href = '' }) => ({
      tagName,
      // A link without an origin would lead into this service, which the author does not know.
      attribs: /^(https?:\/\/|mailto:)/i.test(href)
        ? { href, rel: 'nofollow noopener noreferrer' }
        : ({} as sanitize.Attributes),
    }),
  },
}

/**
 * HTML for a page from Markdown that anybody may have written. Raw HTML shows as the text it is;
 * pictures become their descriptions; links lead to http, https and mailto only.
 */
export function html(text: string): string {
  return sanitize(markdown.render(text), OPTIONS)
}

/** The same for a text that is not read as Markdown: its paragraphs and lines, as they are. */
export function plain(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => {
      const lines = markdown.utils.escapeHtml(paragraph.trim())
      return `<p>${lines.replaceAll('\n', '<br>\n')}</p>`
    })
    .join('\n')
}
