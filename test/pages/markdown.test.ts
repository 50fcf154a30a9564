// Markdown that anybody may have written, as it stands on a page.
import fc from 'fast-check'
import t from 'tap'
import { html } from '../../src/pages/markdown.ts'

t.test('what Markdown is for', async (t) => {
  t.equal(
    html('Record **two** interviews:\n\n1. one\n2. two').replace(/\s*\n\s*/g, ''),
    '<p>Record <strong>two</strong> interviews:</p><ol><li>one</li><li>two</li></ol>',
  )
  t.equal(
    html('[The feed](https://library.example.org/feed)').trim(),
    '<p><a href="https://library.example.org/feed" rel="nofollow noopener noreferrer">The feed</a></p>',
  )
  t.match(html('# Title'), '<h4>Title</h4>', 'headings stay below those of the page')
  t.match(html('[Write](mailto:desk@example.org)'), 'href="mailto:desk@example.org"')
})

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '![x](https://tracker.example.net/pixel.png)',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '[x](//evil.example.com)',
  '[x](/v1/issuers)',
  '[ref]: javascript:alert(1)\n\n[ref]',
  '<https://ok.example.org"onmouseover=alert(1)>',
  '```"><script>alert(1)</script>\n```',
  '<style>*{display:none}</style><iframe src="https://evil.example.com"></iframe>',
]

/** What a browser would run or load, were it in the HTML; text that was escaped is none of it. */
const DANGERS =
  /<(?!\/?(p|br|hr|blockquote|pre|code|ul|ol|li|em|strong|s|a|h[456]|table|thead|tbody|tr|th|td)\b)|<[^>]*\s(on\w+|style|src|srcset|class|id)\s*=|<[^>]*href="(?!https?:\/\/|mailto:)/i

t.test('nothing in it runs, loads or leads astray', async (t) => {
  for (const attack of ATTACKS) t.notMatch(html(attack), DANGERS, attack)

  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constantFrom(
            ...ATTACKS,
            '<',
            '>',
            '"',
            "'",
            '[',
            '](',
            ')',
            '![',
            '`',
            '\n',
            '&#x3c;',
          ),
          fc.string({ unit: 'grapheme', maxLength: 12 }),
        ),
        { maxLength: 12 },
      ),
      (parts) => {
        const made = html(parts.join(''))
        if (DANGERS.test(made)) throw new Error(made)
      },
    ),
    { numRuns: 2000 },
  )
})

t.test('a picture is told in words', async (t) => {
  t.equal(
    html('![A <b>lamp</b> at night](https://a.example/x.png)').trim(),
    '<p>A &lt;b&gt;lamp&lt;/b&gt; at night</p>',
  )
})

t.test('the longest text with the worst nesting is done at once', async (t) => {
  const started = performance.now()
  for (const part of ['[', '![', '*', '_a', '> ', '`', '<', '- ', '[a](', '|-']) {
    html(part.repeat(20_000 / part.length))
  }
  const took = performance.now() - started
  t.ok(took < 10_000, `ten of them took ${Math.round(took)} ms`)
})
