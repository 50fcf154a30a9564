// The prose of a page: as much work and as long an answer as a page can bear, whatever is in it.
import t from 'tap'
import { html } from '../../src/pages/markdown.ts'
import { createProse, PROSE_BOUNDS } from '../../src/pages/prose.ts'

/** Texts that grow, or take long, in a careless renderer. */
const GROWING: Record<string, string> = {
  table: `${'|a'.repeat(1_000)}\n${'|-'.repeat(1_000)}\n${'|\n'.repeat(8_000)}`,
  references: `[a]: https://a.example/${'x'.repeat(4_000)}\n\n${'[a]'.repeat(5_000)}`,
  'reference titles': `[a]: https://a.example/ "${'x'.repeat(4_000)}"\n\n${'[a]'.repeat(5_000)}`,
  lists: '-\n*\n+\n'.repeat(3_000),
  numbers: '9.\n9)\n'.repeat(3_000),
  quotes: '>\n\n'.repeat(7_000),
  nesting: `${'> '.repeat(90)}a\n\n`.repeat(100),
  links: '[](mailto:)'.repeat(2_000),
  'strange links': `<http://${'\u6f22'.repeat(7_000)}>`,
  ampersands: '&'.repeat(20_000),
  pictures: '!['.repeat(10_000),
  brackets: '[[a](b)'.repeat(3_000),
  tildes: '~~a'.repeat(7_000),
}

t.test('no text grows beyond measure', async (t) => {
  for (const [name, text] of Object.entries(GROWING)) {
    const taken = text.slice(0, PROSE_BOUNDS.markdownPerText)
    const made = html(taken)
    t.ok(made.length <= 15 * taken.length, `${name}: ${made.length} from ${taken.length}`)
  }
})

t.test('a page renders so much Markdown and no more', async (t) => {
  for (const [name, text] of Object.entries(GROWING)) {
    const given: number[] = []
    const prose = createProse((part) => {
      given.push(part.length)
      return html(part)
    })
    let length = 0
    for (let count = 0; count < 43; count += 1) length += prose(text).length
    const work = given.reduce((sum, one) => sum + one, 0)
    t.ok(Math.max(...given) <= PROSE_BOUNDS.markdownPerText, name)
    t.ok(work <= PROSE_BOUNDS.markdownPerPage, `${name}: ${work} characters rendered`)
    t.ok(length < 2_500_000, `${name}: ${length} characters on the page`)
  }
})

t.test('what is beyond the bounds is text, and all of it is there', async (t) => {
  const prose = createProse()
  const long = `${'Some **words** here.\n\n'.repeat(600)}<b>The end</b> & "so"`
  const made = prose(long)
  t.match(made, '<strong>words</strong>', 'it begins as Markdown')
  t.match(made, '<p>Some **words** here.</p>', 'and goes on as text')
  t.match(made, '&lt;b&gt;The end&lt;/b&gt; &amp; &quot;so&quot;</p>')
  t.equal(made.split('words').length - 1, 600)
  t.equal(made.split('**').length % 2, 1, 'no mark is cut in two')

  t.test('no character is cut in two', async (t) => {
    const astral = createProse()(`a${'\u{1f3c5}'.repeat(9_000)}`)
    t.ok(astral.isWellFormed())
    t.notMatch(astral, '\ufffd')
  })

  t.test('in the end it breaks off', async (t) => {
    const short = { markdownPerText: 10, markdownPerPage: 10, shownPerPage: 20 }
    const prose = createProse(html, short)
    t.equal(prose('*one*').trim(), '<p><em>one</em></p>')
    t.equal(prose('*two* *three*'), '<p>*two* *three*</p>')
    t.equal(prose('four').trim(), '<p>fo…</p>')
    t.equal(prose('five'), '')
  })
})

t.test('what is no text is nothing', async (t) => {
  const prose = createProse()
  for (const value of [undefined, null, 1, '', ' ', [], {}]) t.equal(prose(value), '')
})
