import t from 'tap'
import { at } from '../samples.ts'
import { agrees } from './agreement.ts'
import { awarded } from './numbered-awards.ts'

const carriedAfterFirst = (ways: string[]) => ways.slice(1).every((way) => way === 'carried')

t.test('text is escaped as canonical N-Quads have it', async (t) => {
  const texts = [
    ...['plain', '"', '\\', '\\"', '\b\t\n\f\r', '\u0000\u0001\u000b\u001f\u007f', '\u0080\u00a0'],
    ...['\u2028\u2029', '\ud83d\ude00', '\ud800', '\udc00\ud800', 'a" .\n_:c14n0 <p:p> <o:o> .\n'],
    ...['', '<https://a.example/>', '^^', '@en', '_:b0', '{}', "'", 'a'.repeat(100_000)],
  ]
  const documents = texts.map((name, at) => awarded(at, (copy) => Object.assign(copy, { name })))
  t.ok(carriedAfterFirst(await agrees(t, documents)))
})

t.test('lines are in the order of the library', async (t) => {
  t.test('where one IRI begins like another', async (t) => {
    const documents = ['', '/', '/a', '!', 'a', '?b', '#c'].map((end, number) =>
      awarded(number, (copy) =>
        Object.assign(at(copy, 'evidence', 0), { id: `${copy.id}${end || '~'}` }),
      ),
    )
    t.ok(carriedAfterFirst(await agrees(t, documents)))
  })

  t.test('where one text begins like another, and beyond the basic plane', async (t) => {
    const lists = [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['a', 'a!', 'a"'],
      ['a#', 'a', 'a~'],
      ['\ufb01', '\ud83d\ude00', 'A'],
      ['\ud83d\ude00', '\uff21', '\ue000'],
    ]
    const tagged = lists.map((tag, number) =>
      awarded(number, (copy) =>
        Object.assign(at(copy, 'credentialSubject', 'achievement'), { tag }),
      ),
    )
    t.ok(carriedAfterFirst(await agrees(t, tagged)))
    const unnamed = lists.map((name, number) =>
      awarded(number, (copy) => {
        copy.evidence = [{ type: ['Evidence'], name }]
      }),
    )
    t.ok(carriedAfterFirst(await agrees(t, unnamed)), 'and so is what blank nodes are ordered by')
  })

  t.test('with more than ten blank nodes', async (t) => {
    const documents = [1, 2, 3].map((number) =>
      awarded(number, (copy) => {
        copy.evidence = Array.from({ length: 13 }, (_, entry) => ({
          type: ['Evidence'],
          name: `Evidence ${entry} of ${number}`,
        }))
      }),
    )
    t.ok(carriedAfterFirst(await agrees(t, documents)))
  })

  t.test('with lists, and lists of lists', async (t) => {
    const lists = [
      [['a', 'b']],
      [['a'], 'b'],
      ['a', ['b']],
      ['a', 'b'],
      ['b', 'a'],
      ['c', 'd'],
      ['e', 'e'],
    ]
    const documents = lists.map((list, number) =>
      awarded(number, (copy) => Object.assign(copy, { name: { '@list': list } })),
    )
    const ways = await agrees(t, documents)
    t.strictSame(ways, [
      ...(['first-of-shape', 'first-of-shape', 'first-of-shape', 'first-of-shape'] as const),
      ...(['carried', 'carried', 'carried'] as const),
    ])
  })
})
